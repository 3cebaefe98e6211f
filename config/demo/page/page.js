// The demo's front page: a customer's page of 2011 on the old API, with nothing but jQuery 1.7.2 and jqGrid 4.6.0.
// Cells are hostile texts: they reach the page as text nodes only, and jqGrid is told to encode them.
(function ($) {
  "use strict";

  unwrap();

  var PATH = "/api/views/c_view_sessions_by_user.jsp";
  var LOGIN = { login: "demo@opentracker.net", password: "demo123" };
  var RIGHT_TO_LEFT = /^(ar|fa|he|iw|ur)/;
  var SECTIONS = { jsondatatable: "grid", json: "grid", jsonjqgrid: "jqgrid", html: "html" };
  var WIDTH = 130, WIDTHS = { currentPage: 430 };
  var SESSION_COLUMNS = 7, PAGE_VIEW_COLUMNS = 4; // display columns come first; all others are in the pop-up

  var newer = []; // tokens of the pages before the one that is shown; the first page has none
  var shown = null; // the token of the page that is shown

  function unwrap() { // npm's wrapper around jqGrid and some of its languages, see before-jqgrid.js
    if (module.exports) { module.exports($); }
    module.exports = null;
  }

  function parameters() {
    var given = { site: null };
    $.each($("#controls").serializeArray(), function (_, field) {
      if (field.value) { given[field.name] = field.value; }
    });
    if (!given.date && !given.uid) { given.from = "0"; } // without a day: the newest, whenever they were
    return $.extend(given, LOGIN);
  }

  function address(given) {
    return location.protocol + "//" + location.host + PATH + "?" + $.param(given);
  }

  function say(text) { $("#status").text(text); }

  // --- the envelope, by JSONP

  function ask(path, given, done) {
    say("Loading …");
    $.ajax({ url: path + "?jsoncallback=?", data: given, dataType: "jsonp", timeout: 15000, error: function () {
      // an error is plain text, which JSONP cannot show; ask again to read it
      $.get(path, given, function (text) { say(text); }, "text");
    }, success: done });
  }

  function show(token) {
    var given = parameters();
    var section = SECTIONS[given.dataType];
    $("main > section").each(function () { $(this).prop("hidden", this.id !== section); });
    $("html").attr("dir", RIGHT_TO_LEFT.test(given.locale) ? "rtl" : "ltr");
    if (token) { given.nextToken = token; }
    shown = token;
    if (section === "jqgrid") { showInJqGrid(given); return; }
    $("#url").val(address(given));
    if (section === "html") { $("#frame").attr("src", address(given)); say(""); return; }
    ask(PATH, given, function (envelope) { fill($("#sessions"), envelope, openSession); });
  }

  function visible(envelope) {
    return $.map(envelope.field, function (id, place) { return $.inArray(id, envelope.hidden) < 0 ? place : null; })
      .slice(0, envelope.expandable ? SESSION_COLUMNS : PAGE_VIEW_COLUMNS);
  }

  function fill(table, envelope, expand) {
    var places = visible(envelope);
    var head = $("<tr>").append(envelope.expandable ? $("<th>").append($("<span class=quiet>").text("page views")) : []);
    $.each(places, function (_, place) {
      head.append($("<th scope=col>").text(envelope.label[place]).addClass(envelope.className[place]));
    });
    table.find("thead").empty().append(head);
    var body = table.find("tbody").empty();
    $.each(envelope.resultsList, function (_, cells) { body.append(row(envelope, places, cells, expand)); });
    if (table.is("#sessions")) {
      $("#older").prop("disabled", !envelope.nextToken).data("token", envelope.nextToken);
      $("#newer").prop("disabled", !newer.length);
    }
    say(envelope.rows + (envelope.rows === 1 ? " row" : " rows") + (envelope.expandable ? "" : " of page views"));
  }

  function row(envelope, places, cells, expand) {
    var line = $("<tr>");
    if (envelope.expandable) {
      line.append($("<td>").append($("<button type=button class=expand aria-expanded=false>").text("+")
        .attr("aria-label", "page views").click(function () { expand(envelope, cells, line, $(this)); })));
    }
    $.each(places, function (_, place) { line.append($("<td>").text(cells[place]).addClass(envelope.className[place])); });
    line.find("td:not(:has(button))").first().wrapInner("<button type=button class=more>");
    line.find(".more").click(function (event) { popUp(envelope, cells, event.target); event.stopPropagation(); });
    return line;
  }

  // --- the pop-up: the fields that `popUpColumns` names

  function popUp(envelope, cells, anchor) {
    var list = $("<dl>");
    $.each(envelope.popUpColumns[0] || [], function (_, id) {
      var place = $.inArray(id, envelope.field);
      if (place >= 0 && cells[place]) {
        list.append($("<dt>").text(envelope.label[place]), $("<dd>").text(cells[place]));
      }
    });
    var close = $("<button type=button>").text("Close").click(closePopUp);
    var popup = $("#popup").empty().append(close, list).prop("hidden", false);
    var room = window.innerHeight - popup.outerHeight() - 8;
    popup.css({ top: window.scrollY + Math.max(8, Math.min(anchor.getBoundingClientRect().bottom, room)) });
    close.focus();
  }

  function closePopUp() { $("#popup").prop("hidden", true); }

  // --- a row opens its page views by the envelope's own `expandUrl`

  function openSession(envelope, cells, line, button) {
    var open = line.next(".views");
    button.text(open.length ? "+" : "−").attr("aria-expanded", String(!open.length));
    if (open.length) { open.remove(); return; }
    var given = parameters();
    delete given.uid; delete given.from; delete given.date;
    given[envelope.expand[0][0]] = cells[$.inArray("visit_id", envelope.field)];
    // the host is the old server's: customers who changed one host name changed this one, too
    var path = envelope.expandUrl.replace(/^https?:\/\/[^\/]+/, "").replace(/\?.*/, "");
    var table = $("<table><thead></thead><tbody></tbody></table>");
    line.after($("<tr class=views>").append($("<td>").attr("colspan", line.children().length).append(table)));
    ask(path, given, function (views) { fill(table, views, $.noop); });
  }

  // --- the same rows in jqGrid, which sorts and pages by itself

  function showInJqGrid(given) {
    // the grid's own language is one file of it; its words are English here until that file is there
    $.getScript("/demo/vendor/grid.locale-" + (/^(de|ar)/.exec(given.locale) || ["en"])[0] + "-4.6.0.js", function () {
      unwrap();
      ask(PATH, $.extend({}, given, { dataType: "json", limit: 0 }), function (envelope) { makeGrid(given, envelope); });
    });
  }

  function makeGrid(given, envelope) {
    var rightToLeft = RIGHT_TO_LEFT.test(given.locale);
    var model = $.map(envelope.field, function (id, place) {
      return { name: id, index: id, width: WIDTHS[id] || WIDTH, hidden: place >= SESSION_COLUMNS };
    });
    var rows = Number(given.limit);
    delete given.limit;
    $("#jq").jqGrid("GridUnload");
    $("#jq").jqGrid({
      url: PATH, postData: given, datatype: "json", mtype: "GET", autoencode: true, direction: rightToLeft ? "rtl" : "ltr",
      colNames: envelope.label, colModel: model, pager: "#jq-pager", rowNum: rows, rowList: [20, 40],
      // rows come by this column, which is hidden, until the visitor sorts: jqGrid would put its arrow on the first one
      lastsort: $.inArray("session_start_unix_timestamp", envelope.field),
      viewrecords: true, height: "100%", autowidth: true, shrinkToFit: false,
      loadComplete: function (answer) {
        $("#url").val(address($("#jq").jqGrid("getGridParam", "postData")));
        say(answer.records + " rows, page " + answer.page + " of " + answer.total);
      },
      loadError: function (request) { say(request.responseText); }
    });
  }

  // --- what the visitor does

  $("#controls").submit(function (event) { event.preventDefault(); newer = []; show(null); });
  $("#controls select").change(function () { $("#controls").submit(); });
  $("#older").click(function () { newer.push(shown); show($(this).data("token")); });
  $("#newer").click(function () { show(newer.pop()); });
  $("#copy").click(function () {
    $("#url").select();
    document.execCommand("copy");
    say("copied");
  });
  $(document).keydown(function (event) { if (event.keyCode === 27) { closePopUp(); } });
  $(document).click(function (event) { if (!$(event.target).closest("#popup").length) { closePopUp(); } });

  show(null);
}(jQuery));

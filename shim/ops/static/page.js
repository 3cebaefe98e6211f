"use strict";
// What needs a script: asking again when the server says that something changed, and drawing charts. All else works without.

const seriesColour = (place) => colour("--series-" + ((place % 6) + 1));
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function refresh() {
  if (!document.hidden) document.body.dispatchEvent(new Event("changed"));
}

// Nothing is taken from under the eyes: a part with an open table, a reason, a selection or the focus stays until the
// next time (where the focus is on something with an id, htmx puts it back).
function isRead(part) {
  const selection = getSelection();
  return part.querySelector("details[open], [name=reason]:not(:placeholder-shown), :focus:not([id])")
    || (!selection.isCollapsed && part.contains(selection.anchorNode));
}

function listen() {
  const source = new EventSource("/events");
  const live = document.getElementById("live");
  let flags = null;
  const say = (state, word) => { live.dataset.state = state; live.querySelector(".word").textContent = word; };
  source.onopen = () => say("on", "live");
  source.onerror = () => say("off", "not live");
  source.addEventListener("changed", (event) => {
    refresh();
    const version = event.data.split(" ")[0];
    if (flags !== null && flags !== version) document.getElementById("said").textContent = "Flags have changed.";
    flags = version;
  });
  document.addEventListener("visibilitychange", refresh);
  addEventListener("pagehide", () => source.close());
}

// Bars are stacked by adding up, and drawn from the tallest on, so that each covers the lower part of the one before.
function stacked(data) {
  const sums = data[0].map(() => 0);
  const stacks = data.slice(1).map((values) => values.map((value, at) => (sums[at] += value || 0)));
  return [data[0], ...stacks.reverse()];
}

function options(chart, width) {
  const bars = chart.kind === "bars";
  const legend = { markers: bars ? { width: 0 } : { dash: (plot, at) => (plot.series[at].dash || []).length ? "dashed" : "solid" } };
  const titles = bars ? [...chart.titles].reverse() : chart.titles;
  const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "11px system-ui, sans-serif" };
  const series = titles.map((label, at) => bars ? bar(chart, label, titles.length - 1 - at) : line(chart, label));
  return {
    width, height: 210, legend, tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), "Etc/UTC"),
    scales: { y: { range: (_, least, most) => [0, Math.max(most * 1.08, 1)] } },
    axes: [{ ...axis, grid: { show: false } }, { ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => tick >= 1e4 ? tick / 1e3 + "k" : tick) }],
    cursor: { drag: { x: true, y: false }, points: { show: !bars } },
    series: [{ label: "UTC", value: "{YYYY}-{MM}-{DD} {HH}:00" }, ...series],
  };
}

function bar(chart, label, place) {
  const values = chart.data[place + 1];
  return {
    label, fill: seriesColour(place + chart.first), width: 0, points: { show: false },
    paths: uPlot.paths.bars({ size: [0.86, 40] }),
    value: (_, __, ___, at) => (at === null ? "–" : (values[at] || 0).toLocaleString("en")),
  };
}

function line(chart, label) {
  const events = label.startsWith("events");
  return {
    label, stroke: colour(events ? "--accent" : "--quiet"), width: 1.6, dash: label.endsWith("p99") ? [5, 4] : [],
    points: { show: false }, value: (_, value) => (value === null || value === undefined ? "–" : value.toFixed(value < 10 ? 1 : 0) + " " + chart.unit),
  };
}

function draw(plot) {
  const chart = JSON.parse(plot.dataset.chart);
  plot.replaceChildren();
  const data = chart.kind === "bars" ? stacked(chart.data) : chart.data;
  const drawn = new uPlot(options(chart, plot.clientWidth), data, plot);
  plot.drawnWidth = plot.clientWidth;
  new ResizeObserver(() => {
    if (plot.clientWidth && plot.clientWidth !== plot.drawnWidth) {
      plot.drawnWidth = plot.clientWidth;
      drawn.setSize({ width: plot.clientWidth, height: 210 });
    }
  }).observe(plot);
}

const warnings = () => (document.getElementById("warnings") || document.createElement("p")).textContent.trim();
const drawAll = () => document.querySelectorAll("[data-chart]:empty").forEach(draw);

drawAll();
let warned = warnings();
document.body.addEventListener("htmx:afterSettle", () => {
  drawAll();
  if (warnings() !== warned) document.getElementById("said").textContent = warned = warnings();
});
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const config = event.detail.requestConfig;
  if (config.triggeringEvent && config.triggeringEvent.type === "changed" && isRead(event.detail.elt)) event.preventDefault();
});
// A form that moves the site is another one only once the site stands elsewhere; else what is chosen in it stays.
const standing = (part) => part.dataset.standing;
document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const same = standing(target) && standing(target) === standing(fragment.firstElementChild);
  if (same || isRead(target)) event.detail.shouldSwap = false;
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.querySelectorAll("[data-chart]").forEach(draw));
if (document.getElementById("live")) listen();

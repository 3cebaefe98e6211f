"""No credential and no value of a request reaches a log, an error, or a file, whatever goes wrong."""

from pathlib import Path
from urllib.parse import quote

from tests.servers.collector import collecting
from tests.servers.shim import ShimProcess, run_shim

MARK = "MARKED7f3a"
PATH = "/api/views/c_view_sessions_by_user.jsp"
LOGIN_USER = "/api/management/login_user.jsp"
FIND_SERVER = "/api/management/find_server.jsp"
NAMES = [
    "login",
    "password",
    "ticketId",
    "site",
    "uid",
    "filterByMachineId",
    "machine_idx",
    "filterByVisitId",
    "session_id",
    "date",
    "from",
    "to",
    "nextToken",
    "offset",
    "limit",
    "locale",
    "ignoreLocale",
    "dateFormat",
    "timeZone",
    "timezone",
    "dataType",
    "jsoncallback",
    "callback",
    "other",
]


def test_marked_values_are_nowhere(tmp_path: Path) -> None:
    """Marked values are sent in every place of a request, to an engine that fails; every sink is searched for them."""
    environment = {
        "SHIM_OPS_STORE_URL": f"sqlite:///{tmp_path / 'ops.db'}",
        "SHIM_LEGACY_URL": f"postgresql://reader:{MARK}@127.0.0.1:1/nothing",
        "SHIM_EVENTS_ENGINE": "embedded",
        "SHIM_EMBEDDED_FILE": str(tmp_path / "missing.db"),
        "SHIM_LOGIN_FAILURE_MS": "50",
        "SHIM_LOG_LEVEL": "debug",
    }
    run_shim(tmp_path, "sql", environment=environment, module="migrations")
    run_shim(tmp_path, "site", "add", "old", environment=environment)
    run_shim(tmp_path, "site", "add", "new", "--stage", "live", environment=environment)
    added = run_shim(
        tmp_path,
        *["login", "add", "jane", "--site", "old", "--site", "new", "--password-stdin"],
        stdin=MARK,
        environment=environment,
    )
    assert added.returncode == 0, added.stderr
    with collecting() as collector, ShimProcess.start("serve", tmp_path, environment | collector.environment) as shim:
        good = f"login=jane&password={MARK}&uid={MARK}"
        while b"Login/ site" in shim.get(f"{PATH}?{good}&site=new").body:
            pass  # the password is still being verified
        failing = [shim.get(f"{PATH}?{good}&site={site}").body for site in ("old", "new")]
        for name in NAMES:
            shim.get(f"{PATH}?{good}&site=old&{name}={MARK}")
            shim.get(PATH, "POST", f"{name}={MARK}%00", Content_Type="application/x-www-form-urlencoded")
        for given in (f"{good}&expires={MARK}", f"login=jane&password={MARK}x", f"login={MARK}&password={MARK}"):
            shim.get(f"{LOGIN_USER}?{given}")
            shim.get(f"{LOGIN_USER}?{given}&other={MARK}%00")
        for name in ("administrator", "password", "site"):
            shim.get(f"{FIND_SERVER}?administrator=jane&password={MARK}&{name}={MARK}")
        ticket = shim.get(f"{LOGIN_USER}?{good}").body.decode()
        for known in (ticket, f"{MARK}-{ticket}"):
            shim.get(f"{PATH}?ticketId={known}&site=old&uid={MARK}")
        shim.get(f"{PATH}?" + "&".join(f"{name}={MARK}" for name in NAMES))
        shim.get(f"/{MARK}.jsp?{MARK}={MARK}", X_Forwarded_For=MARK, Cookie=MARK, Referer=MARK)
        shim.get(f"{PATH}?{good}&site=old", traceparent=MARK, tracestate=f"a={MARK}", baggage=f"a={MARK}")
        shim.get(f"{PATH}/{quote(MARK)}", MARK)
        shim.get(PATH, "POST", f"--{MARK}\r\n\r\n{MARK}", Content_Type=f"multipart/form-data; boundary={MARK}")
        shim.terminate()  # which sends the last spans

    assert failing[0] == b"Error: java.sql.SQLException: Communications link failure"
    assert failing[1].startswith(b"Error: me.prettyprint.hector.api.exceptions.")
    assert "engine_failed" in shim.output()
    assert len(ticket) == 36
    assert {"plan", "read sessions", f"GET {PATH}"} <= {span.name for span in collector.spans}
    for secret in (MARK, ticket):
        assert not [sent for sent in collector.sent if secret.encode() in sent]
        assert secret not in shim.output()
        assert not [file for file in tmp_path.rglob("*") if file.is_file() and secret.encode() in file.read_bytes()]

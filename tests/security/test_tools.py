"""Playbooks that attack through granted tools: a grant gives what its name says, and nothing else of this machine."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from noetlc import api
from noetlc.host.capability import AmbientHost
from noetlc.host.local import local_host
from noetlc.host.tools.below import read_below
from noetlc.host.tools.grants import expand
from noetlc.host.tools.keychain import Keychain
from noetlc.host.tools.redaction import MARK, Redactor
from noetlc.host.tools.session import Session
from noetlc.host.tools.setup import granted_tools
from noetlc.host.tools.toolbox import ToolHost, unknown
from tests.security import hostile_modules

pytestmark = pytest.mark.skipif(os.name != "posix", reason="attacks on a POSIX system")
Json = Any
Call = Callable[..., dict[str, Json]]


@pytest.fixture
def call(tmp_path: Path) -> Iterator[Call]:
    """Calls a tool with the grants given for this call."""
    (tmp_path / "store").mkdir()
    (tmp_path / "books").mkdir()
    (tmp_path / "outside.yaml").write_text("outside: secret")
    sessions: list[ToolHost] = []

    def run(kind: str, config: dict[str, Json], *grants: str, inputs: Json = None, entries: Json = None) -> dict[str, Json]:
        session = Session(
            AmbientHost(), expand({f"tool_{kind}", *grants}), Keychain(entries or {}), root=tmp_path / "books", store=tmp_path / "store"
        )
        host = ToolHost(session.ambient, session=session)
        sessions.append(host)
        request = {"step": "s", "attempt": 1, "config": config, "input": inputs or {}}
        answer: dict[str, Json] = json.loads(host.call(f"tool_{kind}", json.dumps(request).encode()))
        return answer

    yield run
    for host in sessions:
        host.close()


def refused(answer: dict[str, Json], *kinds: str) -> None:
    assert answer["status"] == "error", answer
    assert answer["error"]["kind"] in (kinds or ("unsupported", "config")), answer
    assert "secret" not in json.dumps(answer["data"])
    assert "root:" not in json.dumps(answer)


# ---- artifact

PLACES = [
    "local:///etc/shadow", "LOCAL:///etc/shadow", "file:///etc/passwd", "File:///etc/passwd", "/etc/passwd", "//etc/passwd", "../outside.yaml",
    "noetl://../outside.yaml", "noetl:///etc/passwd", "noetl://a/../../outside.yaml", "noetl://./../outside.yaml", "link", "folder/outside.yaml",
    "simplecache::file:///etc/passwd", "filecache::local:///etc/passwd", "dir::file:///etc", "memory::file:///etc/passwd", "zip://passwd::/etc/x.zip",
    "reference://x", "data:text/plain,x", "arrow_hdfs://x", "memory://a/../../etc/passwd", "http://127.0.0.1/x", "s3://b/k", "noetl://a\0b", "hard/..",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_an_artifact_is_below_its_root(call: Call, tmp_path: Path, place: str) -> None:
    (tmp_path / "store" / "link").symlink_to(tmp_path / "outside.yaml")
    (tmp_path / "store" / "folder").symlink_to(tmp_path)
    refused(call("artifact", {}, inputs={"result_ref": place}), "unsupported", "config", "not_found")
    refused(call("artifact", {}, "tool_artifact:memory", inputs={"result_ref": {"uri": place}}), "unsupported", "config", "not_found")


def test_rights_are_the_known_ones() -> None:
    assert unknown({"tool_artifact:local", "tool_artifact:s3", "tool_shell:files", "tool_shell:root", "tool_x"}) == [
        "tool_artifact:local", "tool_shell:root", "tool_x",
    ]  # fmt: skip
    assert expand({"tool_duckdb:extensions"}) == {"tool_duckdb", "tool_duckdb:files", "tool_duckdb:extensions"}


def test_a_link_that_appears_while_a_file_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "top" / "a").mkdir(parents=True)
    (tmp_path / "top" / "a" / "f").write_text("good")
    (tmp_path / "f").write_text("secret")
    resolve = Path.resolve

    def racing(path: Path, strict: bool = False) -> Path:
        found = resolve(path, strict)
        if path.name == "f":
            (tmp_path / "top" / "a").rename(tmp_path / "top" / "b")
            (tmp_path / "top" / "a").symlink_to(tmp_path)
        return found

    monkeypatch.setattr(Path, "resolve", racing)
    with pytest.raises(OSError):
        read_below(tmp_path / "top" / "a" / "f", tmp_path / "top", 100)


# ---- duckdb

STATEMENTS = [
    "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM read_blob('/proc/self/environ')",
    "SELECT * FROM glob('/etc/*')", "FROM '/etc/passwd'", "ATTACH '{path}/x.db'", "COPY (SELECT 1) TO '{path}/x.csv'", "EXPORT DATABASE '{path}/e'",
    "LOAD httpfs", "INSTALL httpfs", "FORCE INSTALL httpfs", "/* x */ INSTALL httpfs", "LOAD '{path}/x.duckdb_extension'",
    "SET enable_external_access = true", "SET GLOBAL autoinstall_known_extensions = true", "RESET lock_configuration", "SET temp_directory = '{path}'",
    "PRAGMA enable_profiling = 'json'", "CREATE TABLE t (x INT); COPY t FROM '/etc/passwd'", "IMPORT DATABASE '/etc'",
    "SELECT * FROM read_text('https://example.org/')", "SELECT * FROM request", "SELECT * FROM session", "CREATE PERSISTENT SECRET s (TYPE s3)",
]  # fmt: skip


@pytest.mark.parametrize("sql", STATEMENTS)
def test_duckdb_reaches_no_file_and_no_extension(call: Call, tmp_path: Path, sql: str) -> None:
    pytest.importorskip("duckdb")
    before = sorted(tmp_path.rglob("*"))
    answer = call("duckdb", {"query": sql.format(path=tmp_path)})
    assert answer["status"] == "error"
    assert sorted(tmp_path.rglob("*")) == before


def test_duckdb_needs_its_rights(call: Call, tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    path = str(tmp_path / "x.db")
    refused(call("duckdb", {"db_path": path, "query": "SELECT 1"}), "unsupported")
    assert call("duckdb", {"db_path": path, "query": "SELECT 1"}, "tool_duckdb:files")["status"] == "ok"
    refused(call("duckdb", {"query": "LOAD json"}, "tool_duckdb:files"), "unsupported")
    refused(call("duckdb", {"query": "INSTALL httpfs"}, "tool_duckdb:extensions"), "config")
    auth = {"pg": {"tool": "postgres", "host": "127.0.0.1"}}
    refused(call("duckdb", {"query": "SELECT 1", "auth": auth}, "tool_duckdb:extensions"), "unsupported")
    refused(call("ducklake", {"query": "SELECT 1", "catalog_connection": path}), "unsupported")
    refused(call("ducklake", {"query": "SELECT 1", "catalog_connection": "ducklake:postgres:host=x"}, "tool_ducklake:files"), "unsupported")


# ---- transfer


@pytest.mark.parametrize(
    ("source", "target", "granted", "missing"),
    [
        ({"type": "csv", "path": "/etc/passwd"}, {"type": "duckdb", "table": "t"}, "tool_duckdb", "tool_transfer:files"),
        ({"type": "duckdb", "query": "SELECT 1"}, {"type": "jsonl", "path": "{path}/o"}, "tool_duckdb", "tool_transfer:files"),
        ({"type": "duckdb", "query": "SELECT 1"}, {"type": "csv", "path": "{path}/o"}, "tool_transfer:files", "tool_duckdb"),
        ({"type": "http", "url": "http://127.0.0.1:9/"}, {"type": "duckdb", "table": "t"}, "tool_duckdb", "tool_http"),
        ({"type": "postgres", "host": "127.0.0.1"}, {"type": "duckdb", "table": "t"}, "tool_duckdb", "tool_postgres"),
        ({"type": "duckdb", "query": "SELECT 1"}, {"type": "postgres", "table": "t"}, "tool_duckdb", "tool_postgres"),
        (
            {"type": "duckdb", "connection": "{path}/x.db", "query": "SELECT 1"},
            {"type": "duckdb", "table": "t"},
            "tool_duckdb",
            "tool_duckdb:files",
        ),
    ],
)
def test_transfer_needs_the_grants_of_what_it_uses(
    call: Call, tmp_path: Path, source: Json, target: Json, granted: str, missing: str
) -> None:
    pytest.importorskip("duckdb")
    config = json.loads(json.dumps({"source": source, "target": target}).replace("{path}", str(tmp_path)))
    answer = call("transfer", config, granted)
    refused(answer, "unsupported")
    assert missing in answer["error"]["message"]
    assert not (tmp_path / "o").exists()


# ---- shell and python

COMMANDS = [
    ("cat /etc/shadow", "no file"), ("ls /root /home /work /srv /mnt", "no folder"), ("cat /proc/1/environ; cat /proc/self/mountinfo >/dev/null && false", "environment"),
    ("echo x > /usr/x", "write"), ("echo x > /etc/x", "write"), ("rm -rf /usr/bin", "write"), ("mount -t tmpfs x /tmp", "mount"),
    ("kill -9 $PPID; kill -9 -1; exit 1", "kill"), ("cat {path}/outside.yaml", "no file"), ("ls {path}", "no folder"), ("chroot / true 2>/dev/null", "privileges"),
    ("cat < /dev/tcp/127.0.0.1/{port}", "network"), ("python3 -c 'import socket; socket.create_connection((\"127.0.0.1\", {port}), 2)'", "network"),
    ("su -c true", "privileges"), ("mknod x b 8 0", "device"), ("truncate -s 2G x", "size"),
]  # fmt: skip


@pytest.fixture
def port() -> Iterator[int]:
    """A service of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("command", "why"), COMMANDS)
def test_a_command_reaches_nothing(call: Call, tmp_path: Path, port: int, command: str, why: str) -> None:
    text = command.replace("{path}", str(tmp_path)).replace("{port}", str(port))
    answer = call("shell", {"command": text, "shell": "bash", "timeout_seconds": 20})
    refused(answer, "exit", "unsupported")


def test_the_environment_is_clean(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_TOKEN", "secret-token")
    monkeypatch.setenv("LD_PRELOAD_X", "1")
    answer = call("shell", {"command": "env; pwd; ls -a | wc -l"}, "tool_shell:files", "tool_shell:network")
    text = answer["data"]["stdout"]
    names = {line.partition("=")[0] for line in text.splitlines() if "=" in line}
    assert names <= {"PATH", "LANG", "LC_ALL", "TZ", "HOME", "TMPDIR", "PWD", "OLDPWD", "SHLVL", "_"}
    assert "secret" not in text
    folder = text.splitlines()[-2]
    assert text.splitlines()[-1].strip() == "2"
    assert not Path(folder).exists()
    assert not Path(folder).parent.exists()


@pytest.mark.parametrize("rights", [(), ("tool_shell:files",), ("tool_shell:files", "tool_shell:network")])
def test_what_a_command_starts_ends_with_it(call: Call, tmp_path: Path, rights: tuple[str, ...]) -> None:
    mark = f"sleep 31{len(rights)}7"
    command = f"for i in 1 2 3; do (setsid sh -c 'setsid {mark} & exec {mark}' >/dev/null 2>&1 &); done; sleep 0.2; echo done"
    answer = call("shell", {"command": command}, *rights)
    assert answer["status"] == "ok" or answer["error"]["kind"] == "unsupported", answer
    call("shell", {"command": f"(setsid {mark} &); {mark}", "timeout_seconds": 0.5}, *rights)
    deadline = time.monotonic() + 10
    while _running(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _running(mark)


def _running(text: str) -> bool:
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if entry.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip() == text:
                return True
        except OSError:
            continue
    return False


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system call filters are Linux's")
def test_where_namespaces_are_refused() -> None:
    """As in an ordinary container: a command that cannot be kept from files and network does not run, and one that may still ends whole."""
    command = [sys.executable, "-m", "tests.security.container", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", __file__]
    chosen = "test_a_command_reaches_nothing and write or starts_ends_with_it or gains_no_privileges or right_to_a_folder or environment_is_clean"
    done = subprocess.run([*command, "-k", chosen], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    text = 'from noetlc.host.box.start import *; import sys\nwith folder() as box:\n run(["true"], box, NO_RIGHTS, Caps(1), cwd=box, env={}, timeout=5)'
    refused = subprocess.run(
        [sys.executable, "-c", f"import platform; from tests.security.container import contain; contain(platform.machine())\n{text}"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "Refused: this machine cannot keep a command from files and network (namespaces: Operation not permitted)" in refused.stderr


def test_a_command_gains_no_privileges_and_few_processes(call: Call) -> None:
    text = "grep -E 'NoNewPrivs|CapEff' /proc/self/status; ulimit -c; ulimit -n"
    answer = call("shell", {"command": text}, "tool_shell:files", "tool_shell:network")
    assert answer["data"]["stdout"].split() == ["CapEff:", "0000000000000000", "NoNewPrivs:", "1", "0", "256"]
    bomb = "for i in $(seq 700); do sleep 9 & done; wait"
    assert call("shell", {"command": bomb, "timeout_seconds": 3})["status"] == "error"


def test_a_command_needs_the_right_to_a_folder(call: Call, tmp_path: Path) -> None:
    answer = call("shell", {"command": "ls", "cwd": str(tmp_path)})
    refused(answer, "unsupported")
    assert "tool_shell:files" in answer["error"]["message"]
    assert (
        "outside.yaml" in call("shell", {"command": "ls", "cwd": str(tmp_path)}, "tool_shell:files", "tool_shell:network")["data"]["stdout"]
    )


BODIES = [
    "result = open('/etc/shadow').read()", "import os\nresult = os.listdir('/root/.ssh')", "import os\nresult = os.environ['SOME_TOKEN']",
    "import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)\nresult = 1", "import os\nos.setuid(0)\nos.mkdir('/etc/x')\nresult = 1",
    "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nos.kill(1, 9)\nopen('/usr/x', 'w')", "open('{project}/x', 'w')\nresult = 1",
    "import ctypes\nresult = ctypes.CDLL(None).mount(b'x', b'/tmp', b'tmpfs', 0, 0)\nassert result == 0", "import os\nos.chroot('/')\nresult = 1",
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
def test_a_granted_body_reaches_nothing(monkeypatch: pytest.MonkeyPatch, port: int, body: str) -> None:
    monkeypatch.setenv("SOME_TOKEN", "secret-token")
    project = Path(api.__file__).resolve().parent
    code = body.replace("{port}", str(port)).replace("{project}", str(project))
    request = {"step": "s", "attempt": 1, "config": {"code": code}, "input": {}}
    refused(
        json.loads(local_host(frozenset({"tool_python"})).call("tool_python", json.dumps(request).encode())), "exception", "unsupported"
    )


@pytest.mark.parametrize(
    "request_bytes", [b"", b"[]", b'{"config":{"code":1}}', b"[" * 100_000, b'{"config":{"code":"x","libs":5},"input":[]}']
)
def test_requests_of_another_shape(request_bytes: bytes) -> None:
    answer = json.loads(local_host(frozenset({"tool_python"})).call("tool_python", request_bytes))
    assert answer["error"]["kind"] == "config"


# ---- environment

ENVIRONMENT = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: e, path: e}
workflow:
  - step: start
    tool:
      kind: python
      code: |
        import os
        result = [os.environ.get("NOETLC_SEEN"), os.environ.get("NOETLC_UNSEEN"), os.getenv("PATH")]
"""


def test_only_allowed_variables_are_seen_on_both_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOETLC_SEEN", "a")
    monkeypatch.setenv("NOETLC_UNSEEN", "b")
    built = api.build(ENVIRONMENT, verify=False)
    for run in (lambda **more: api.run(built.wasm, source=ENVIRONMENT, **more), lambda **more: api.interpret(ENVIRONMENT, **more)):
        assert run()["steps"]["start"] == [None, None, None]
        assert run(env=["NOETLC_SEEN"])["steps"]["start"] == ["a", None, None]
        with granted_tools(frozenset(), environment=["NOETLC_SEEN"]) as (host, _):
            assert run(host=host)["steps"]["start"] == ["a", None, None]
        with pytest.raises(ValueError):
            run(host=AmbientHost(), env=["PATH"])


# ---- redirects

SECRET = "Zx9-kQ7/vB3+mN5wT1"


class Redirecting(ThreadingHTTPServer):
    """Answers a redirect to `where`, else what it was sent."""

    def __init__(self, where: str = "", status: int = 307) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.where, self.status = where, status
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/x"


class _Handler(BaseHTTPRequestHandler):
    server: Redirecting

    def log_message(self, format: str, *args: Any) -> None:
        """No lines on stderr."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.seen.append((self.command, {name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response_only(self.server.status if self.server.where else 200)
        if self.server.where:
            self.send_header("location", self.server.where)
        self.send_header("content-length", "0")
        self.end_headers()

    do_GET = do_POST


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_another_origin_sees_no_secret(call: Call, status: int) -> None:
    pytest.importorskip("httpx")
    last = Redirecting()
    middle = Redirecting(last.url, status)
    first = Redirecting(middle.url, status)
    headers = {"x-key": "k", "user-agent": f"me {SECRET}", "accept": "text/plain", "cookie": "c=1"}
    config = {"url": first.url, "method": "POST", "json": {"password": SECRET}, "headers": headers, "auth": "api"}
    try:
        call("http", config, entries={"api": {"type": "bearer", "token": SECRET}})
        assert SECRET in first.seen[0][1]["authorization"]
        assert SECRET in first.seen[0][2].decode()
        for server in (middle, last):
            _method, seen, body = server.seen[0]
            assert body == b""
            assert SECRET not in json.dumps(seen)
            assert not {"authorization", "x-key", "cookie", "content-type"} & seen.keys()
            assert seen["accept"] == "text/plain"
    finally:
        for server in (first, middle, last):
            server.shutdown()
            server.server_close()


# ---- redaction

DATA = SECRET.encode()
MADE = [
    SECRET.upper(), SECRET.lower(), SECRET.swapcase(), SECRET[::-1], SECRET[:8], SECRET[3:13], SECRET[-8:], SECRET[5:].upper(), DATA.hex(), DATA.hex().upper(),
    base64.b64encode(DATA).decode(), base64.urlsafe_b64encode(DATA).decode(), base64.b64encode(b"user:" + DATA).decode(),
    base64.b64encode(b"a" + DATA + b"zz").decode(), base64.b64encode(b"ab" + DATA + b"z").decode(), base64.b32encode(DATA).decode(),
    "".join(f"\\u{ord(c):04x}" for c in SECRET), "".join(f"%{b:02X}" for b in DATA), json.dumps(SECRET), SECRET.replace("/", "%2F"), DATA.hex()[6:30],
]  # fmt: skip


@pytest.mark.parametrize("made", MADE)
@pytest.mark.parametrize("around", ["{}", "x{}", "token={};", "aé{}yz "])
def test_what_a_tool_made_of_a_secret_is_removed(made: str, around: str) -> None:
    redactor = Redactor()
    redactor.add(SECRET)
    text = around.replace("{}", made)
    for cleaned in (redactor.clean({made: [text]}), redactor.message(text)):
        assert MARK in json.dumps(cleaned)
        left = json.dumps(cleaned).replace(MARK, "\n").lower()
        known = made.lower()
        assert not any(known[at : at + 8] in left for at in range(len(known) - 7)), cleaned


def test_other_text_stays() -> None:
    redactor = Redactor()
    redactor.add(SECRET, "postgres://ada:hunter2hunter@db.example.org/orders", "0000000000", "-----BEGIN KEY-----")
    for text in ("postgres: connection to db.example.org refused", "id 100000000", "a -------- line", "Zx9-kQ7", "", "x" * 9999):
        assert redactor.message(text) == text
    assert redactor.message("it was hunter2hun, yes") == f"it was {MARK}, yes"


def test_a_long_answer_is_cleaned_in_time() -> None:
    redactor = Redactor()
    redactor.add(*(f"{SECRET}{number}" * 40 for number in range(4)))
    text = "abcdefgh ijklmnop " * 60_000 + SECRET
    assert redactor.message(text).endswith(MARK)


# ---- playbooks and plug-ins


def test_no_link_leads_out_of_the_playbooks(call: Call, tmp_path: Path) -> None:
    books, outside = tmp_path / "books", tmp_path / "elsewhere"
    outside.mkdir()
    child = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: child, path: deep/child}\nworkflow:\n  - {step: start, tool: {kind: noop}}\n"
    (outside / "child.yaml").write_text(child)
    (outside / "plug.wat").write_text("(module)")
    (books / "link.yaml").symlink_to(outside / "child.yaml")
    (books / "folder").symlink_to(outside)
    (books / "plug.wat").symlink_to(outside / "plug.wat")
    os.mkfifo(books / "pipe.yaml")
    for path in ("link", "link.yaml", "folder/child", "deep/child", "child", "../elsewhere/child", str(outside / "child"), "pipe"):
        refused(call("playbook", {"path": path}), "not_found", "config")
    refused(call("playbook", {"catalog_id": "child"}), "not_found")
    for path in ("plug", "folder/plug", "../elsewhere/plug"):
        refused(call("wasm", {"plugin": {"path": path}}), "config")
    (books / "good.yaml").write_text(child)
    assert call("playbook", {"path": "deep/child"})["status"] == "ok"


def test_a_plugin_has_no_more_rights_than_the_run(tmp_path: Path) -> None:
    """A module that `wasm` runs asks for a body that is not pure: that needs the grant of `python`."""
    request = json.dumps({"step": "s", "config": {"code": "import os\nresult = os.listdir('/')"}, "input": {}})
    escaped = "".join(f"\\{byte:02x}" for byte in request.encode())
    text = hostile_modules.wat(
        f"(call $tool_python (i32.const 4096) (i32.const {len(request)}))",
        top=f'(data (i32.const 4096) "{escaped}")',
        imports=hostile_modules.tool("tool_python"),
    )
    (tmp_path / "plug.wat").write_bytes(text)
    call = json.dumps({"step": "s", "attempt": 1, "config": {"plugin": {"path": "plug"}}, "input": {}}).encode()
    for grants in ({"tool_wasm"}, {"tool_wasm", "tool_python"}):
        with granted_tools(frozenset(grants), root=tmp_path) as (host, _):
            answer = json.loads(host.call("tool_wasm", call))
        output = json.loads(base64.b64decode(answer["data"]["output_b64"]))
        # With the grant it runs where this machine gives a box.
        assert (output["error"] is None and "tool_python" in grants) or output["error"]["kind"] == "unsupported", output

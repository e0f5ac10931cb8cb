"""`tool_python` for bodies that are not pure, once they are granted: a fresh Python process in a box of its own.

Run as a module it is that process: a body request on stdin, the report on stdout.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noetlc.diagnostics.terminal import shown
from noetlc.host.box import start
from noetlc.host.python_tool import TOOL, libraries_of
from noetlc.interp.host import PRINTED
from noetlc.interp.pybody.request import BodyRequest, decode
from noetlc.interp.pybody.result import printed_lines
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.interp.pybody import execute
else:
    execute = late("noetlc.interp.pybody.execute")

Json = Any

TIMEOUT_SECONDS = 3600.0
MAX_REPORT = 64 << 20  # bytes

_BOOT = "import json, sys; sys.path[:0] = json.loads(sys.argv[1]); from noetlc.host.python_process import main; main()"


Log = Callable[[int, str], None]


def run_granted(
    request: bytes,
    execution_id: str = "0",
    timeout: float = TIMEOUT_SECONDS,
    rights: start.Rights = start.NO_RIGHTS,
    variables: Mapping[str, str] | None = None,
    log: Log | None = None,
) -> bytes:
    """The answer to a `tool_python` request; `log` gets what a body with a result printed.

    Whatever the body does is its outcome; a crash of its process is one too. `rights` are the files and the network it may reach,
    `variables` what it sees of the environment besides path and locale.
    """
    try:
        value = json.loads(request)
    except (ValueError, RecursionError):
        value = None
    config = value.get("config") if isinstance(value, dict) else None
    config = config if isinstance(config, dict) else {}
    libraries = libraries_of(config.get("libs"))
    code, context = config.get("code"), config.get("context")
    if not isinstance(value, dict) or not isinstance(code, str) or libraries is None or not isinstance(value.get("input") or {}, dict):
        return _error("config", f"{TOOL}: code and libs are needed as text and map", None)
    body = BodyRequest(code, libraries, value.get("input") or {}, context, str(value.get("step") or ""), execution_id)
    with start.folder() as box:
        try:
            ended = start.run(
                _command(),
                box,
                rights,
                start.Caps(cpu=int(timeout) + 1),
                cwd=box / "work",
                env=start.environment(variables or {}, box / "work"),
                timeout=timeout,
                readable=_readable(),
                data=body.encode(timeout),
                keep=MAX_REPORT,
            )
        except start.Refused as error:
            return _error("unsupported", f"python: {error}", None)
    _show(ended.stderr)
    if ended.expired:
        return _error("timeout", f"the step ran longer than {timeout:g} s", None)
    if ended.status != 0:
        return _error("exception", f"the process of the step ended with exit code {ended.status}", None)
    try:
        return _answer(ended.stdout, log)
    except (ValueError, KeyError, TypeError, RecursionError):
        return _error("exception", "the process of the step ended without a report", None)


def _command() -> list[str]:
    """This Python on what this process imports from."""
    return [sys.executable, "-s", "-P", "-B", "-X", "utf8", "-c", _BOOT, json.dumps(_paths())]


def _paths() -> list[str]:
    """Where modules are found; the project first, which may not be installed."""
    return [str(start.PROJECT), *(entry for entry in sys.path if entry and os.path.isabs(entry) and os.path.exists(entry))]


def _readable() -> list[str]:
    """The folders of this Python and of its modules."""
    programs = {str(Path(sys.executable).resolve().parent.parent), sys.prefix, sys.base_prefix, sys.exec_prefix}
    # Of the project the package alone: around it may be anything.
    return [*sorted(programs), str(start.PROJECT / "noetlc"), *(path for path in _paths() if path != str(start.PROJECT))]


def _show(text: bytes) -> None:
    """What the body wrote past `sys.stdout`."""
    if text:
        sys.stderr.write(shown(text.decode("utf-8", "replace"), breaks=True))


def _answer(report: bytes, log: Log | None) -> bytes:
    head_line, _, data = report.partition(b"\n")
    head = json.loads(head_line)
    if log is not None:
        for line in printed_lines(*head["printed"]):
            log(PRINTED, line)
    # Lone surrogates cannot be data; they become the replacement character, as in every other text from outside.
    value = json.loads(data.decode("utf-8", "surrogatepass").encode("utf-8", "replace"))
    if head["failure"] is None:
        return _encode({"status": "ok", "data": value, "error": None})
    return _error(head["kind"], head["failure"], value)


def _error(kind: str, message: str, data: Json) -> bytes:
    return _encode({"status": "error", "data": data, "error": {"kind": kind, "message": message, "retryable": False}})


def _encode(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def main() -> None:
    """Reads one request, runs it, writes the report. Output that bypasses `sys.stdout` goes to stderr."""
    report_to = os.dup(1)
    os.dup2(2, 1)
    request, _ = decode(sys.stdin.buffer.read())
    report = execute.run_body(request, 0)
    with os.fdopen(report_to, "wb") as stream:
        stream.write(report.encode())


if __name__ == "__main__":
    main()

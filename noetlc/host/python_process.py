"""`tool_python` for bodies that are not pure, once they are granted: a fresh Python process with this machine's rights.

Run as a module it is that process: a body request on stdin, the report on stdout.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from noetlc.host.python_tool import TOOL, libraries_of

Json = Any

TIMEOUT_SECONDS = 3600.0


Log = Callable[[int, str], None]


def run_granted(request: bytes, execution_id: str = "0", timeout: float = TIMEOUT_SECONDS, log: Log | None = None) -> bytes:
    """The answer to a `tool_python` request; `log` gets what a body with a result printed.

    Whatever the body does is its outcome; a crash of its process is one too.
    """
    from noetlc.interp.pybody.request import BodyRequest

    value = json.loads(request)
    config = value.get("config") or {}
    libraries = libraries_of(config.get("libs"))
    code = config.get("code")
    if not isinstance(code, str) or libraries is None:
        return _error("config", f"{TOOL}: code and libs are needed as text and map", None)
    context = config.get("context")
    body = BodyRequest(code, libraries, value.get("input") or {}, context, str(value.get("step") or ""), execution_id)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "noetlc.host.python_process"],
            input=body.encode(timeout),
            stdout=subprocess.PIPE,
            env=_environment(),
            timeout=timeout,
            check=False,
            start_new_session=True,  # Ctrl-C of a terminal is for us alone; we end it
        )
    except subprocess.TimeoutExpired:
        return _error("timeout", f"the step ran longer than {timeout:g} s", None)
    if done.returncode != 0:
        return _error("exception", f"the process of the step ended with exit code {done.returncode}", None)
    return _answer(done.stdout, log)


def _environment() -> dict[str, str]:
    """This machine's environment without the credentials of the host's tools."""
    from noetlc.host.tools.keychain import is_private

    return {name: value for name, value in os.environ.items() if not is_private(name)}


def _answer(report: bytes, log: Log | None) -> bytes:
    from noetlc.interp.host import PRINTED
    from noetlc.interp.pybody.result import printed_lines

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
    from noetlc.interp.pybody.execute import run_body
    from noetlc.interp.pybody.request import decode

    report_to = os.dup(1)
    os.dup2(2, 1)
    request, _ = decode(sys.stdin.buffer.read())
    report = run_body(request, 0)
    with os.fdopen(report_to, "wb") as stream:
        stream.write(report.encode())


if __name__ == "__main__":
    main()

"""A role for tests: what somebody could do who got out of a template, inside the process that interprets it.

It stands where `noetlc.verify.interpreter` does, behind the same filter, and runs the code it is sent.
"""

from __future__ import annotations

import json
import os
import socket
from typing import Any

from noetlc.confine.frames import read_frame, write_frame
from noetlc.confine.rlimits import limit_resources
from noetlc.confine.seccomp import INTERPRETER
from noetlc.confine.wall import Wall, seal
from noetlc.interp.pybody import server


def prepare() -> None:
    """What the interpreter has loaded."""
    server.prepare()


def serve(channel: socket.socket, settings: dict[str, Any], wall: Wall) -> None:
    """Every frame is code; its answer is what `result` is afterwards, None if it raised."""
    seal(wall, INTERPRETER)
    limit_resources(int(settings["memory"]))
    stream: Any = channel.makefile("rwb")
    while True:
        names: dict[str, Any] = {}
        try:
            exec(read_frame(stream).decode(), names)
        except SystemExit:
            os._exit(0)
        except BaseException:
            names["result"] = None
        write_frame(stream, json.dumps(names.get("result"), default=str).encode())

"""The zygote: a process that imports what roles need, and then only forks. It never reads anything of a playbook."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
from importlib import import_module
from typing import Any

from noetlc.confine.forking import ForkServer
from noetlc.confine.sandbox import enter_namespaces


def load_roles(library: list[str], modules: dict[str, str]) -> dict[str, Any]:
    """Imports and prepares the roles; afterwards only `library` is searched for further modules."""
    os.environ.clear()
    sys.dont_write_bytecode = True
    roles = {name: import_module(module) for name, module in modules.items()}
    for role in roles.values():
        role.prepare()
    sys.path[:] = library
    return roles


def main(library: list[str], descriptor: str, modules: str) -> None:
    """The zygote process: the control socket's descriptor, and the roles as JSON of name to module."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(descriptor)) as control:
        roles = load_roles(library, json.loads(modules))
        gc.collect()
        gc.freeze()

        def root(channel: socket.socket, order: dict[str, Any]) -> None:
            os.setsid()
            enter_namespaces()
            roles[order["role"]].serve(channel, order["settings"])

        ForkServer(control, root).run()


def alone(library: list[str], modules: str, settings: str) -> None:
    """Where nothing can fork: this process serves the one role on its standard streams."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    (role,) = load_roles(library, json.loads(modules)).values()
    role.serve_streams(sys.stdin.buffer, sys.stdout.buffer, json.loads(settings))

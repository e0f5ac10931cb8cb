"""The zygote: a process that imports what roles need, and then only forks. It never reads anything of a playbook."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import sys
from importlib import import_module
from typing import Any

from noetlc.confine import cgroups, privileges
from noetlc.confine.forking import ForkServer, Tell
from noetlc.confine.wall import Builder


def load_roles(library: list[str], modules: dict[str, str]) -> dict[str, Any]:
    """Imports and prepares the roles; afterwards only `library` is searched for further modules, and none is written compiled."""
    os.environ.clear()
    roles = {name: import_module(module) for name, module in modules.items()}
    for role in roles.values():
        role.prepare()
    sys.path[:] = library
    sys.dont_write_bytecode = True
    return roles


def main(library: list[str], descriptor: str, modules: str) -> None:
    """The zygote process: the control socket's descriptor, and the roles as JSON of name to module.

    What it makes stays for its children, so nothing is collected before they are forked, and nothing taken apart in the end.
    """
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(descriptor)) as control:
        roles = load_roles(library, json.loads(modules))
        gc.freeze()
        gc.enable()

        with contextlib.suppress(OSError):
            privileges.not_traceable()

        def child(channel: socket.socket, order: dict[str, Any], tell: Tell) -> None:
            plant(channel, order["settings"], tell, roles[order["role"]])

        def ended(pid: int) -> None:
            cgroups.remove(_cgroup(pid))

        ForkServer(control, child, ended).run()
    os._exit(0)


def _cgroup(pid: int) -> str:
    return f"noetlc-{pid}"


def plant(channel: socket.socket, settings: dict[str, Any], tell: Tell, role: Any) -> None:
    """Puts up the wall and runs the role behind it. This process only waits for the tree's root, and ends with it.

    Settings, besides the role's own: `tree_memory`, the bytes that all processes of the tree may use together (a cgroup: it costs
    more time than the rest of the wall, so only who asks for it gets it), and `without`, the mechanisms to leave out.
    """
    os.setsid()
    builder = Builder(frozenset(settings.get("without", ())))
    builder.outer(_cgroup(os.getpid()), settings.get("tree_memory"))
    root = os.fork()
    if root == 0:
        wall = builder.inner()
        tell(wall.encode())
        role.serve(channel, settings, wall)
        os._exit(0)
    channel.close()
    privileges.not_traceable()
    _pid, status = os.waitpid(root, 0)
    code = os.waitstatus_to_exitcode(status)
    os._exit(code if code >= 0 else 128 - code)


def alone(library: list[str], modules: str, settings: str) -> None:
    """Where nothing can fork: this process serves the one role on its standard streams."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    (role,) = load_roles(library, json.loads(modules)).values()
    role.serve_streams(sys.stdin.buffer, sys.stdout.buffer, json.loads(settings))

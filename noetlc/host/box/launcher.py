"""The process that boxes itself in and then becomes a command; it stays outside to end what the command leaves behind.

Reads its settings as JSON from a socket, and answers there: `+` when the command runs, else why it does not.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import socket
from pathlib import Path
from typing import Any, NoReturn

from noetlc.confine import cgroups, linux, privileges
from noetlc.host.box import CGROUP, root

_MOUNT, _IPC, _USER, _PID, _NET = 0x00020000, 0x08000000, 0x10000000, 0x20000000, 0x40000000
_PR_SET_CHILD_SUBREAPER = 36

Settings = dict[str, Any]


def main(descriptor: int) -> None:
    """Runs the command and ends as it ends."""
    os.set_inheritable(descriptor, False)
    channel = socket.socket(fileno=descriptor)
    with channel.makefile("rb") as stream:
        settings: Settings = json.loads(stream.read())
    settings["number"] = os.getpid()
    if linux.LINUX:
        privileges.die_with_parent()
        with contextlib.suppress(OSError):  # where there is none, each process has its own limit
            cgroups.enter(CGROUP.format(os.getpid()), settings["caps"]["memory"])
    reason = _separate(settings)
    if reason is not None and not (settings["files"] and settings["network"]):
        _refuse(channel, f"this machine cannot keep a command from files and network ({reason})")
    inside = reason is None
    if not inside and linux.LINUX:
        linux.prctl(_PR_SET_CHILD_SUBREAPER, 1)
        signal.signal(signal.SIGTERM, _terminated)
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        _first(channel, settings, inside, told)
    channel.close()
    os.close(told)
    _close_streams()
    _pid, status = os.waitpid(child, 0)
    if not inside:
        _end_descendants()
    with os.fdopen(heard, "rb") as pipe:
        status = int.from_bytes(pipe.read(4), "little") if inside else status
    _end_like(os.waitstatus_to_exitcode(status))


def _close_streams() -> None:
    """The command's streams are its own: whoever reads them waits for it alone."""
    for number in (0, 1, 2):
        os.close(number)


def _refuse(channel: socket.socket, reason: str) -> NoReturn:
    with contextlib.suppress(OSError):
        channel.sendall(reason.encode("utf-8", "replace")[:4000])
    os._exit(1)


def _separate(settings: Settings) -> str | None:
    """Enters namespaces: the next child is the first process of one. None, or why that is not possible."""
    if not linux.LINUX:
        return "only Linux can"
    flags = _PID | _IPC | _MOUNT | (0 if settings["network"] else _NET)
    try:
        if os.geteuid() == 0:
            with contextlib.suppress(PermissionError):  # root without the right to: as any other user
                linux.unshare(flags)
                return None
        user, group = os.geteuid(), os.getegid()
        linux.unshare(flags | _USER)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    except OSError as error:
        return f"namespaces: {error.strerror or error}"
    return None


def _first(channel: socket.socket, settings: Settings, inside: bool, told: int) -> NoReturn:
    """The first process inside: prepares what the command sees, starts it, and ends with it, which ends all others."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if linux.LINUX:
        privileges.die_with_parent()
    if not inside:
        _become(channel, settings)
    try:
        root.prepare(Path(settings["box"]), settings["readable"], settings["files"])
        command = os.fork()
    except OSError as error:
        _refuse(channel, f"the box cannot be made: {error}")
    if command == 0:
        _become(channel, settings)
    privileges.not_traceable()
    channel.close()
    _close_streams()
    while True:
        pid, status = os.wait()
        if pid == command:
            os.write(told, status.to_bytes(4, "little"))
            os._exit(0)


def _become(channel: socket.socket, settings: Settings) -> NoReturn:
    try:
        os.setsid()
        os.chdir(settings["cwd"])
        _limit(settings["caps"])
        if linux.LINUX:
            if not settings["files"] and os.geteuid() == 0:
                with contextlib.suppress(OSError):  # root of a user namespace has no other user to be
                    privileges.another_user(settings["number"])
            privileges.no_capabilities()
        channel.sendall(b"+")
        command = settings["command"]
        os.execvpe(command[0], command, settings["env"])
    except (OSError, ValueError) as error:
        _refuse(channel, f"cannot run {settings['command'][0]}: {error}")


def _limit(caps: dict[str, int]) -> None:
    names = {"cpu": "CPU", "memory": "AS", "file": "FSIZE", "processes": "NPROC", "open_files": "NOFILE"}
    for name, value in {**{names[key]: value for key, value in caps.items()}, "CORE": 0}.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        _soft, hard = resource.getrlimit(kind)
        most = value if hard < 0 else min(value, hard)
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            if linux.LINUX:  # other systems do not have all of them
                raise


def _terminated(*_: object) -> NoReturn:
    _end_descendants()
    os._exit(128 + signal.SIGTERM)


def _end_like(code: int) -> NoReturn:
    """Ends as the command did, by a signal where it was one."""
    if code < 0:
        signal.signal(-code, signal.SIG_DFL) if -code not in (signal.SIGKILL, signal.SIGSTOP) else None
        os.kill(os.getpid(), -code)
    os._exit(code)


def _end_descendants() -> None:
    """Kills all that was started here, children that left their parents included: they became ours."""
    while True:
        for entry in os.listdir("/proc") if linux.LINUX else ():
            with contextlib.suppress(OSError, ValueError, IndexError):
                fields = Path("/proc", entry, "stat").read_text().rsplit(")", 1)[1].split()
                if entry.isdigit() and int(fields[1]) == os.getpid():
                    os.kill(int(entry), signal.SIGKILL)
        try:
            os.wait()
        except ChildProcessError:
            return

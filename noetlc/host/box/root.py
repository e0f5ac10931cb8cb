"""The file system of a box: this machine's programs to read, a folder of its own to write, and nothing else."""

from __future__ import annotations

import contextlib
import ctypes
import os
from pathlib import Path

from noetlc.confine import linux

_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = 1, 2, 4, 8, 32, 0x1000, 0x4000, 0x40000
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_ATTR_RDONLY, _ATTR_NOSUID, _ATTR_NODEV = 1, 2, 4

# Read by the programs of a system; none of it is secret.
PROGRAMS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store")
SETTINGS = (
    "passwd", "group", "nsswitch.conf", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "timezone", "alternatives", "ssl/certs",
    "pki/tls", "pki/ca-trust", "ca-certificates", "mime.types", "services", "protocols", "hosts", "resolv.conf", "host.conf", "gai.conf",
)  # fmt: skip
DEVICES = ("null", "zero", "full", "random", "urandom")


def prepare(box: Path, readable: list[str], files: bool) -> None:
    """Makes the root of this mount namespace: all files of this process with `files`, else a new one. Raises OSError."""
    linux.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE)
    if files:
        _processes(Path("/proc"))
        return
    for name in ("work", "tmp"):
        if os.geteuid() == 0:
            os.chmod(box / name, 0o777)  # the folder around it is closed to others
    top = box / "root"
    linux.mount(b"tmpfs", bytes(top), b"tmpfs", _MS_NOSUID | _MS_NODEV, b"size=1m,mode=0755")
    # First the folders of the box: what is to be read may lie below the one that its /tmp hides.
    for source, target in (("tmp", "/tmp"), ("work", str(box / "work"))):
        _bind(box / source, top / target.lstrip("/"))
    for path in (*PROGRAMS, *(f"/etc/{name}" for name in SETTINGS), *readable):
        _show(Path(path), top)
    for name in DEVICES:
        _bind(Path("/dev", name), top / "dev" / name)
    for link, target in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
        (top / "dev" / link).symlink_to(f"/proc/self/fd{target}")
    _processes(top / "proc")
    os.chdir(top)
    # Both arguments may be the same folder: the old root is then stacked on the new one, and taken off it.
    linux.call("pivot_root", b".", b".")
    linux.detach(b".")
    os.chdir("/")
    linux.mount(b"none", b"/", None, _MS_REMOUNT | _MS_RDONLY | _MS_NOSUID | _MS_NODEV)


def _show(path: Path, top: Path) -> None:
    """Shows a file or folder to be read, at its place; links are followed as far as they lead."""
    target = top / str(path).lstrip("/")
    if not path.exists() or target.exists():
        return
    if path.is_symlink():
        real = path.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        _show(real, top)
        if not target.exists():
            target.symlink_to(real)
        return
    _bind(path, target)
    _read_only(target)


def _bind(source: Path, target: Path) -> None:
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.mkdir() if source.is_dir() else target.touch()
    linux.mount(bytes(source), bytes(target), None, _MS_BIND | _MS_REC)


def _read_only(target: Path) -> None:
    """No write, device or change of user below the mount, mounts inside it included."""
    attributes = (ctypes.c_uint64 * 4)(_ATTR_RDONLY | _ATTR_NOSUID | _ATTR_NODEV, 0, 0, 0)
    linux.call("mount_setattr", ctypes.c_int(_AT_FDCWD), bytes(target), ctypes.c_uint(_AT_RECURSIVE), attributes, ctypes.c_size_t(32))


def _processes(target: Path) -> None:
    """The processes of the box alone; a container may refuse that, and then there are none to see."""
    target.mkdir(exist_ok=True)
    with contextlib.suppress(OSError):
        linux.mount(b"proc", bytes(target), b"proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)

"""Runs the pages of the documentation: files of fenced blocks are written, commands are run, and what they print is held against the page.

* A block with `title="NAME"` is a file.
* In a block `console` a line `$ COMMAND` is a command (goes on after a backslash and in lines `> …`), and the lines below it what it prints, stdout and stderr: all of
  it, but for `…`, which stands for any text of a line, and by itself for any lines. Times, digests and numbers of bytes may be others. In a block `sh` each line is
  a command, and what it prints is not looked at.
* A command ends with 0, unless the next one is `echo $?`.
* Commands of a page run in one shell and one folder, in the order of the page.
"""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^(?P<fence>`{3,})(?P<language>[\w-]*)(?P<rest>[^\n`]*)\n(?P<text>.*?)^(?P=fence)[ ]*$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="([^"]+)"')
_VARIES = [
    (re.compile(r"\b\d[\d,.]* ?(?:ns|µs|ms|s)\b"), "TIME"),
    (re.compile(r"\b[0-9a-f]{16,64}\b"), "DIGEST"),
    (re.compile(r"\b\d[\d,]* bytes\b"), "SIZE"),
]


@dataclass(frozen=True)
class File:
    """A file that a page shows."""

    name: str
    text: str


@dataclass
class Command:
    """A command of a page; `expected` is None where its output is not shown. `line` counts from 1."""

    text: str
    line: int
    expected: list[str] | None = None


def parts(page: str) -> Iterator[File | Command]:
    """Files and commands of a page in their order."""
    for block in _BLOCK.finditer(page):
        line = page.count("\n", 0, block.start()) + 2
        if title := _TITLE.search(block["rest"]):
            yield File(title[1], block["text"])
        elif block["language"] == "console":
            yield from _console(block["text"], line)
        elif block["language"] == "sh":
            yield from _script(block["text"], line)


def commands(page: str) -> list[Command]:
    return [part for part in parts(page) if isinstance(part, Command)]


def _console(text: str, line: int) -> Iterator[Command]:
    current: Command | None = None
    for number, shown in enumerate(text.splitlines(), line):
        if current is not None and not current.expected and shown.startswith("> "):
            current.text += "\n" + shown[2:]
        elif current is not None and not current.expected and current.text.endswith("\\"):
            current.text += "\n" + shown
        elif shown.startswith("$ "):
            if current is not None:
                yield current
            current = Command(shown[2:], number, [])
        else:
            assert current is not None, f"line {number}: output without a command"
            assert current.expected is not None
            current.expected.append(shown)
    if current is not None:
        yield current


def _script(text: str, line: int) -> Iterator[Command]:
    found = ""
    for number, shown in enumerate(text.splitlines(), line):
        found += shown
        if found.endswith("\\"):
            found += "\n"
            continue
        command = re.split(r"(?:^|\s)#\s", found)[0].strip()
        if command:
            yield Command(command, number)
        found = ""


class Shell:
    """One bash in a folder; a context manager that ends it with all that it started."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def __enter__(self) -> Shell:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def run(self, command: str, seconds: float) -> tuple[int, str]:
        """Exit code and output. Raises TimeoutError, with the output until then."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        mark = "=done-of-the-command="
        script = f"(exit $noetl_status)\n{{\n{command}\n}} </dev/null\nnoetl_status=$?; printf '{mark}%d\\n' $noetl_status\n"
        self.process.stdin.write(script.encode())
        self.process.stdin.flush()
        said, end = b"", time.monotonic() + seconds
        while not (done := re.search(rb"=done-of-the-command=(\d+)\n", said)):
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))
            piece = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not piece:
                raise TimeoutError(f"{command}: no end\n{said.decode(errors='replace')[-2000:]}")
            said += piece
        return int(done[1]), said[: done.start()].decode()


class NotFetchedError(Exception):
    """What a page fetches from elsewhere cannot be had."""


def run(parts: list[File | Command], folder: Path, environment: dict[str, str], seconds: float = 120, fetches: str | None = None) -> int:
    """Runs a page in a folder; how many commands. Raises AssertionError at the first one that does what the page does not say, NotFetchedError if it
    is the one that `fetches` packages and fails."""
    count = 0
    with Shell(folder, environment) as shell:
        for index, part in enumerate(parts):
            if isinstance(part, File):
                file = folder / part.name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(part.text, "utf-8")
                continue
            code, said = shell.run(part.text, seconds)
            following = parts[index + 1] if index + 1 < len(parts) else None
            asked = isinstance(following, Command) and following.text == "echo $?"
            if code != 0 and part.text == fetches:
                raise NotFetchedError(said)
            assert code == 0 or asked, f"line {part.line}: $ {part.text}\nexit code {code}\n{said}"
            if part.expected is not None:
                assert fits(part.expected, said.splitlines()), f"line {part.line}: $ {part.text}\n{said}"
            count += 1
    return count


def fits(expected: list[str], said: list[str]) -> bool:
    """Whether the lines are those that the page shows."""
    shown = "\n".join(steady(line) for line in expected) + "\n" if expected else ""
    pattern = re.escape(shown)
    pattern = re.sub(r"(?m)^(?:\\?\s)*…\\\n", lambda _: "(?:.*\n)*", pattern)
    return re.fullmatch(pattern.replace("…", ".*"), "".join(f"{steady(line)}\n" for line in said)) is not None


def steady(line: str) -> str:
    """A line without what differs from run to run."""
    for pattern, name in _VARIES:
        line = pattern.sub(name, line)
    return line.rstrip()

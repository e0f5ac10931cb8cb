"""The host behind `noetl run`: granted tools, a recording that is written, or one that is replayed."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from noetlc.cli.codes import USAGE
from noetlc.cli.common import grants, notice, refuse_same, stop
from noetlc.files import replacing
from noetlc.frontend import load
from noetlc.host.recording import Header, Recorder, RecordingError, Replay, read_recording
from noetlc.host.tools.facts import RunFacts
from noetlc.host.tools.keychain import Keychain, KeychainError
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.host import local, module, runner
    from noetlc.host.recording import Header, Recording
    from noetlc.host.tools import setup
    from noetlc.host.tools import toolbox as toolboxes
else:
    local = late("noetlc.host.local")
    module = late("noetlc.host.module")
    runner = late("noetlc.host.runner")
    setup = late("noetlc.host.tools.setup")
    toolboxes = late("noetlc.host.tools.toolbox")

Json = Any


@dataclass(frozen=True, slots=True)
class ToolOptions:
    """The options of `noetl run` that concern tools."""

    allow: tuple[str, ...] = ()
    record: Path | None = None
    replay: Path | None = None
    keychain: Path | None = None
    playbooks: Path | None = None
    store: Path | None = None
    quiet: bool = False
    env: tuple[str, ...] = ()
    plugin_path: tuple[Path, ...] = ()

    def environment(self) -> frozenset[str]:
        """The variables that the run may see; a name that cannot be one is a usage error."""
        wrong = next((name for name in self.env if not name or "=" in name or "\0" in name), None)
        if wrong is not None:
            stop(f"--env takes the name of a variable, not {wrong!r}", USAGE)
        return frozenset(self.env)

    def refuse_overwriting(self, *inputs: Path | None) -> None:
        """A recording must not take the place of what the run reads."""
        refuse_same(self.record, "--record", [path for path in (*inputs, self.keychain) if path is not None])

    def recording(self) -> Recording | None:
        """The recording to replay; a file that is none is a usage error."""
        if self.replay is None:
            return None
        if self.record is not None:
            stop("--record and --replay exclude each other", USAGE)

        try:
            return read_recording(self.replay)
        except RecordingError as error:
            stop(str(error), USAGE)
        except UnicodeDecodeError:
            stop(f"recording {self.replay} is not UTF-8", USAGE)
        except OSError as error:
            stop(f"cannot read recording {self.replay}: {error.strerror or error}", USAGE)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is run: its file, its bytes, and whether they are a module."""

    path: Path
    data: bytes
    is_module: bool

    def facts(self, payload: Json) -> RunFacts:
        """What the tools may know of the run. A playbook with errors has none; the run reports them."""
        playbook = None if self.is_module else load(self.data, lenient=True)[0]
        return RunFacts(playbook, payload if isinstance(payload, dict) else {})

    def header(self, facts: RunFacts, payload: Json, execution_id: str, options: dict[str, Json]) -> Header:
        """The first line of a recording."""
        manifest = self._manifest()
        playbook = manifest.get("playbook")
        digest = manifest.get("source_digest")
        if facts.playbook is not None:
            book = facts.playbook
            playbook = {"path": book.path, "name": book.name} | ({} if book.version is None else {"version": book.version})
            digest = hashlib.sha256(book.source.text.encode("utf-8", "surrogatepass")).hexdigest()
        return Header(playbook if isinstance(playbook, dict) else {}, str(digest or ""), payload, execution_id, options)

    def _manifest(self) -> dict[str, Json]:
        if not self.is_module:
            return {}

        return runner.MODULES.get(module.to_binary(self.data)).manifest


@contextmanager
def run_host(
    subject: Subject,
    tools: ToolOptions,
    recording: Recording | None,
    payload: Json,
    execution_id: str,
    engine: str,
    options: dict[str, Json],
) -> Iterator[Any]:
    """The host for one run. Replays end with a check that all recorded calls were made; refused tools are named on stderr."""
    # Only tools and recordings need to know what is run.
    facts = subject.facts(payload) if tools.allow or tools.record or recording else RunFacts()
    if recording is not None:
        if recording.header.source_digest != subject.header(facts, payload, execution_id, options).source_digest:
            notice("the recording was made from another version of the playbook")
        replay = Replay(recording.calls, local.LocalHost(execution_id, quiet=tools.quiet))
        yield replay
        replay.finish()
        return
    with ExitStack() as stack:
        granted, toolbox = stack.enter_context(_tools(subject, tools, facts, execution_id, engine))
        host: Any = granted
        if tools.record is not None:
            sink = stack.enter_context(_recording_file(tools.record))
            host = Recorder(granted, sink, subject.header(facts, payload, execution_id, options))
            stack.callback(host.finish)
        yield host
        for name, step in dict.fromkeys(granted.refused):
            notice(f"step {step or '?'} needs {name}, which is not granted or not available here (--allow {name})")
        for _, step, message in dict.fromkeys(toolbox.missing):
            notice(f"step {step or '?'}: {message}")


@contextmanager
def _recording_file(path: Path) -> Iterator[IO[str]]:
    """The file for a recording. What an aborted or interrupted run did is kept; a recording that cannot be written ends the command."""
    try:
        with replacing(path, keep=True) as file:
            yield io.TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="\n", write_through=True)
    except OSError as error:
        stop(f"cannot write {path}: {error.strerror or error}", USAGE)


def _tools(subject: Subject, tools: ToolOptions, facts: RunFacts, execution_id: str, engine: str) -> Any:
    granted = grants(tools.allow)
    for name in toolboxes.unknown(granted):
        notice(f"this host has no {name}")
    try:
        keychain = Keychain.load(tools.keychain)
    except KeychainError as error:
        stop(str(error), USAGE)
    return setup.granted_tools(
        granted,
        facts=facts,
        keychain=keychain,
        root=tools.playbooks or subject.path.resolve().parent,
        store=tools.store,
        engine="interpreted" if engine == "interpreted" else "wasm",
        execution_id=execution_id,
        environment=tools.environment(),
        quiet=tools.quiet,
        plugin_path=tools.plugin_path,
    )

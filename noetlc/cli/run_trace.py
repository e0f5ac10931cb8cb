"""`noetl run --trace` and `--profile`: what is told of the run, and where it goes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from noetlc.cli.codes import USAGE
from noetlc.cli.common import refuse_same, stop
from noetlc.files import replacing
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.tracing import machine, profile, text
    from noetlc.tracing.watching import Sink
else:
    machine = late("noetlc.tracing.machine")
    profile = late("noetlc.tracing.profile")
    text = late("noetlc.tracing.text")


@dataclass(frozen=True, slots=True)
class Tracing:
    """The options that ask for a trace or a profile."""

    trace: bool
    form: str | None
    out: Path | None
    profile: bool
    engine: str

    def check(self, is_module: bool, inputs: Sequence[Path]) -> None:
        """Refuses what cannot be: usage errors."""
        if is_module and self.wanted:
            stop("a module by itself does not tell its steps; give the playbook for --trace and --profile", USAGE)
        if self.form in ("json", "chrome") and self.out is None:
            stop(f"--trace-format {self.form} is for a file; name it with --trace-out", USAGE)
        refuse_same(self.out, "--trace-out", inputs)

    @property
    def wanted(self) -> bool:
        return self.traced or self.profile

    @property
    def traced(self) -> bool:
        return self.trace or self.form is not None or self.out is not None

    @contextmanager
    def opened(self, subject: Path, data: bytes) -> Iterator[Sequence[Sink]]:
        """Where events go; none for a run that nobody looks at. A file holds what a run did that was aborted or interrupted."""
        with ExitStack() as stack:
            sinks: list[Sink] = []
            if self.traced:
                trace = self._trace(stack, str(subject))
                stack.callback(trace.finish)
                sinks.append(trace)
            if self.profile:
                spent = profile.Profile(str(subject), data.decode("utf-8-sig", "replace").splitlines())
                stack.callback(lambda: click.echo("\n".join(spent.report()), err=True))
                sinks.append(spent)
            yield sinks

    def _trace(self, stack: ExitStack, name: str) -> Sink:
        if self.out is None:
            return text.TextTrace(lambda line: click.echo(line, err=True, nl=False), name)
        try:
            file = io.TextIOWrapper(stack.enter_context(replacing(self.out, keep=True)), "utf-8", newline="\n", write_through=True)
        except OSError as error:
            stop(f"cannot write {self.out}: {error.strerror or error}", USAGE)

        def write(line: str) -> None:
            file.write(line)

        if self.form == "json":
            return machine.JsonLines(write, name, self.engine)
        return machine.ChromeTrace(write, name, self.engine) if self.form == "chrome" else text.TextTrace(write, name)


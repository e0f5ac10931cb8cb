"""Doing something again whenever files change."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from noetlc.cli.codes import USAGE
from noetlc.cli.common import stop
from noetlc.late import late

if TYPE_CHECKING:
    import watchfiles
else:
    watchfiles = late("watchfiles")

READ = frozenset((".yaml", ".yml", ".json", ".jsonl", ".wasm", ".wat", ".py"))
"""Suffixes of what a test reads: playbooks and cases, recordings, plug-ins."""


TICK_MS = 200


def again_and_again(once: Callable[[], int], paths: Iterable[Path], what: str, is_read: Callable[[Path], bool] | None = None) -> NoReturn:
    """Calls `once`, and again after each change of a file at or next to `paths`, until the command is interrupted.

    Only files count that `is_read` tells, by default those that `may_be_read`. What ends `once` early, such as a file that cannot be read
    now, is said and does not end this. Without the package watchfiles, which `what` needs, it is a usage error.
    """
    counts = is_read or may_be_read
    try:
        watch: Any = watchfiles.watch
    except ModuleNotFoundError:
        stop(f"{what} needs the package watchfiles: pip install 'noetlc[watch]'", USAGE)
    folders = {path if path.is_dir() else path.parent for path in paths}
    missing = sorted(folder for folder in folders if not folder.is_dir())
    if missing:
        stop(f"{missing[0]} is not a folder", USAGE)
    began = False
    # That nothing changed is told, too: so the first run begins when all changes after it are seen.
    for changes in watch(*sorted(folders), watch_filter=lambda _, name: counts(Path(name)), yield_on_timeout=True, rust_timeout=TICK_MS):
        if began and not changes:
            continue
        if began:
            names = sorted({Path(name).name for _, name in changes})
            click.echo(f"\n{', '.join(names[:3])}{' …' if len(names) > 3 else ''} changed", err=True)
        began = True
        _run(once)
    raise SystemExit(0)


def may_be_read(path: Path) -> bool:
    """Whether a test may read the file: by its suffix, and because it is not hidden."""
    return path.suffix in READ and not any(part.startswith(".") for part in path.parts)


def _run(once: Callable[[], int]) -> None:
    with contextlib.suppress(SystemExit):
        once()
    click.echo("noetl: waiting for changes; Ctrl-C ends it", err=True)

"""Host tools for runs that Python code starts: what `noetl run --allow` grants on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from noetlc.frontend import load
from noetlc.host.tools.facts import RunFacts
from noetlc.host.tools.keychain import Keychain
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.host.capability import CapabilityHost
    from noetlc.host.tools import setup, toolbox
    from noetlc.host.tools.keychain import Keychain
else:
    setup = late("noetlc.host.tools.setup")
    toolbox = late("noetlc.host.tools.toolbox")

Json = Any


@contextmanager
def tools(
    allow: str | Iterable[str],
    *,
    keychain: Path | Mapping[str, Json] | Keychain | None = None,
    playbooks: Path | None = None,
    store: Path | None = None,
    env: Iterable[str] = (),
    source: str | bytes | Path | None = None,
    payload: Json = None,
    execution_id: str = "0",
    engine: Literal["wasm", "interpreted"] = "wasm",
    plugin_path: Iterable[str | Path] = (),
) -> Iterator[CapabilityHost]:
    """A host for one run that grants the named tools (`tool_http`, …) and rights (`tool_shell:files`, …); at its end, connections close.

    `keychain`: credentials by name, or the Path of a file of them; `playbooks`: the folder of child playbooks and plug-ins, by
    default that of `source`; `store`: the folder of the object store; `env`: the variables of the environment that the run sees.
    `source` and `payload` are those of the run; tools whose configuration names credentials of the workload need them. `engine` runs
    child playbooks, whose plug-ins are found in `plugin_path` and beside them. Raises ValueError for a name that is no tool,
    KeychainError for a file that cannot be read.
    """
    keys = Keychain(keychain) if isinstance(keychain, Mapping) else keychain if isinstance(keychain, Keychain) else Keychain.load(keychain)
    playbook = None if source is None else load(source)[0]
    root = playbooks or (source.resolve().parent if isinstance(source, Path) else None)
    with setup.granted_tools(
        granted(allow),
        facts=RunFacts(playbook, payload if isinstance(payload, dict) else {}),
        keychain=keys,
        root=root,
        store=store,
        environment=env,
        engine=engine,
        execution_id=execution_id,
        plugin_path=plugin_path,
    ) as (host, _):
        yield host


def granted(allow: str | Iterable[str]) -> frozenset[str]:
    """The names to grant; ValueError for one that is no tool."""
    names = frozenset([allow] if isinstance(allow, str) else allow)
    for name in sorted(names):
        if not name.startswith("tool_") or toolbox.unknown([name]):
            known = ", ".join(sorted({"tool_python", *(f"tool_{kind}" for kind in toolbox.KINDS)}))
            raise ValueError(f"no tool {name!r}; known are {known}")
    return names

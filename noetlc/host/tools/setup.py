"""Puts the hosts of a run together: this machine, the tools, the grants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from noetlc.host.box.start import Rights
from noetlc.host.capability import CapabilityHost, GrantedHost
from noetlc.host.local import LocalHost
from noetlc.host.tools.facts import RunFacts
from noetlc.host.tools.grants import expand
from noetlc.host.tools.keychain import Keychain
from noetlc.host.tools.session import Engine, Session
from noetlc.host.tools.toolbox import ToolHost


@contextmanager
def granted_tools(
    grants: frozenset[str],
    *,
    facts: RunFacts | None = None,
    keychain: Keychain | None = None,
    root: Path | None = None,
    store: Path | None = None,
    engine: Engine = "wasm",
    execution_id: str = "0",
    ambient: CapabilityHost | None = None,
    environment: Iterable[str] = (),
    quiet: bool = False,
    plugin_path: Iterable[str | Path] = (),
) -> Iterator[tuple[GrantedHost, ToolHost]]:
    """The host of one run and the tools inside it; connections are closed at the end.

    `grants` are names of tools and of rights (`tool_shell:files`). `facts` are needed for secrets; `root` is where child playbooks
    and plug-ins are found, `plugin_path` where children find plug-ins, too, `store` the folder of the object store; `ambient` defaults to
    this machine, of which `environment` names the variables that may be seen, and whose user with `quiet` sees nothing of what bodies
    print.
    """
    grants = expand(grants)
    rights = Rights("tool_python:files" in grants, "tool_python:network" in grants)
    inner = ambient or LocalHost(execution_id, quiet=quiet, environment=environment, rights=rights)
    keys = keychain or Keychain()
    folders = tuple(map(Path, plugin_path))
    session = Session(
        inner, grants, keys, execution_id=execution_id, root=root, store=store, engine=engine, plugin_path=folders
    )
    tools = ToolHost(inner, facts=facts, session=session)
    try:
        yield GrantedHost(tools, grants, session.refused), tools
    finally:
        tools.close()

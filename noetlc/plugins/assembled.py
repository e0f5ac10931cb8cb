"""Plug-ins in WAT text: the same text gives the same bytes, whatever version of the assembler there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.host.sections import read_module, replace_custom, without_custom
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.host import module as host_module
    from noetlc.link import names as link_names
    from noetlc.wat_emit import binary
else:
    host_module = late("noetlc.host.module")  # wasmtime
    link_names = late("noetlc.link.names")  # the linker's errors are those of plug-ins
    binary = late("noetlc.wat_emit.binary")  # which brings the emitter along

NAMES = "name"
FUNCTIONS = 1
"""The subsection with the names of functions: versions differ in which others they write, and where the section stands."""


def assembled(content: bytes) -> bytes:
    """The module of WAT text; a binary one as it is. Raises HostError `Compile`."""
    wasm = host_module.to_binary(content)
    names = read_module(wasm).custom(NAMES) if wasm is not content else None
    if names is None:
        return wasm

    functions = [entries for number, entries in link_names.subsections(names) if number == FUNCTIONS]
    bare = without_custom(wasm, NAMES)
    return replace_custom(bare, NAMES, bytes([FUNCTIONS]) + binary.unsigned(len(functions[0])) + functions[0]) if functions else bare

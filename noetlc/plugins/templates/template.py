"""NAME: a plug-in in kernel Python. A playbook uses it as it is where `--plugin-path` names this folder, else FILE.wasm.

    noetl plugin build FILE.py     checks it, and writes FILE.wasm
    noetl plugin test FILE.py      calls it as FILE.cases.yaml says

A step calls `run`, a Python body `shout` or `run`. What goes wrong is a trap: the host drops all effects.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, load8, lt_u, store8, trap, val
from noetlc.layout.objects import BYTES_DATA, STR_BYTES, Bytes, Str
from noetlc.plugins.sdk import function
from noetlc.runtime.engine.host import wf_host_object_put
from noetlc.runtime.values.bytes import bytes_new


@function("bytes", result="bytes")
def shout(text: val) -> val:
    """The text in upper case."""
    size: i32 = Bytes(text).nbytes
    made: val = bytes_new(size)
    i: i32 = 0
    while i < size:
        c: i32 = load8(text + BYTES_DATA + i)
        if lt_u(c - 97, 26):
            c -= 32
        store8(made + BYTES_DATA + i, c)
        i += 1
    return made


@function("bytes", result="bytes")
def run(text: val) -> val:
    """The same for steps; what it gives back is also stored as an object."""
    made: val = shout(text)
    key: val = lit("NAME/last")
    if wf_host_object_put(key + STR_BYTES, Str(key).nbytes, made + BYTES_DATA, Bytes(made).nbytes) != 0:
        trap()
    return made

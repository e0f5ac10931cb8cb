"""What library modules keep while a body runs: one object whose slots hold values, a root of the collector."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, live, loadv, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ITEMS, Obj
from noetlc.layout.tags import T_TRACEBACK
from noetlc.runtime.values.memory import clear, new_items

STATE_RANDOM = 0  # the global random generator, seeded
STATE_ENVIRON = 1  # dict of the environment variables a body has read or written; None = not set
STATE_PATTERNS = 2  # dict of compiled regular expressions
STATE_LOGGERS = 3  # dict of loggers by name
STATE_HANDLED = 4  # the exception being handled, in bodies that ask for tracebacks
STATE_STDOUT = 5  # where print writes instead, 0 for nowhere else
STATE_STDERR = 6
STATE_CONTEXTS = 7  # a list with the current context of `decimal`
STATE_DECIMAL = 8  # the class of its numbers
STATE_TEXTS = 9  # the class `io.StringIO`
STATE_FIELDS = 10  # storage of fields of CSV that `csv` has seen
STATE_COMPLEX = 11  # the class of complex numbers
STATE_SLOTS = 12

library_state: val = 0  # storage of STATE_SLOTS words, 0 before the first use
body_globals: val = 0  # the variables of the body that runs which its functions use, words of static memory; 0 for none


def state_get(slot: i32) -> val:
    """What a slot holds, 0 for nothing."""
    return loadv(library_state + (slot << 2), 8) if library_state != 0 else 0


def state_set(slot: i32, v: val) -> None:
    global library_state
    if library_state == 0:
        enable(Feature.LIBRARY_STATE)
        library_state = val(new_items(STATE_SLOTS))
    storev(library_state + (slot << 2), v, 8)


def library_reset() -> None:
    """Before a body runs: no generator is seeded, no environment variable known. Compiled patterns stay."""
    if live(Feature.GLOBALS):
        globals_forgotten()
    if live(Feature.LIBRARY_STATE) and library_state != 0:
        state_set(STATE_RANDOM, 0)
        state_set(STATE_ENVIRON, 0)
        state_set(STATE_LOGGERS, 0)
        if live(T_TRACEBACK):
            state_set(STATE_HANDLED, 0)
        if live(Feature.REDIRECT):
            state_set(STATE_STDOUT, 0)
            state_set(STATE_STDERR, 0)


def globals_new(words: val) -> None:
    """Before the first line of a body: none of its variables has a value."""
    global body_globals
    enable(Feature.GLOBALS)
    body_globals = words
    clear(words + ITEMS, words + Obj(words).size)


def globals_forgotten() -> None:
    """At the end of a body: nothing refers to what its variables had."""
    global body_globals
    body_globals = 0

"""Writes: `set` of steps, arcs, tasks and rules (language.md 4.3, 8.2)."""

from __future__ import annotations

from noetlc.kernel.lang import data_address, i32, indirect, live, val
from noetlc.layout.features import Feature
from noetlc.runtime.engine.report import wf_warn
from noetlc.runtime.engine.state import R_CTX, R_ITER, R_MERGED, R_PIPE, SCOPE_CTX, SCOPE_ITER, SetRecord, root, wf_stop
from noetlc.runtime.values.dict import dict_delete, dict_set
from noetlc.runtime.values.list import list_get, list_new, list_push


def wf_apply_set(first: i32, count: i32, place: i32, index: i32) -> None:
    """Renders all values of a `set` map, then writes them in order. `place` and `index` say where it stands, for warnings."""
    if count == 0:
        return
    values: val = list_new(count)
    i: i32 = 0
    while i < count:
        entry: SetRecord = SetRecord(wf_set_record(first + i))
        value: val = entry.source
        if live(Feature.SET_TEMPLATE) and entry.render != 0:
            value = indirect(entry.render)
            if value == 0:
                value = entry.source
                wf_warn(place, index, entry.written)
                if wf_stop:
                    return
        list_push(values, value)
        i += 1
    i = 0
    while i < count:
        wf_write(SetRecord(wf_set_record(first + i)), list_get(values, i))
        i += 1


def wf_set_record(index: i32) -> i32:
    return data_address("wf_sets") + index * SetRecord.SIZE


def wf_write(entry: SetRecord, value: val) -> None:
    """One write in its scope."""
    if live(Feature.PIPELINES) and entry.scope != SCOPE_CTX:
        if entry.scope == SCOPE_ITER:
            dict_set(root(R_ITER), entry.key, value)
        else:
            wf_put_last(root(R_PIPE), entry.key, value)
        return
    dict_set(root(R_CTX), entry.key, value)
    if live(Feature.PARALLEL_LOOPS) and root(R_MERGED) != 0:
        dict_set(root(R_MERGED), entry.key, value)


def wf_put_last(d: val, key: val, value: val) -> None:
    """Sets a key and moves it to the end of the order."""
    dict_delete(d, key)
    dict_set(d, key, value)

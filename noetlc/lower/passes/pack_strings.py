"""The order of a module's data, and what of it is stored packed (`layout/packing.py`): string constants, and items with zeros in them.

What code names most for its size lies first: low addresses are short constants in code. Memory starts out zero, so that items of
zeros cost nothing where they divide no segment.
"""

from __future__ import annotations

from collections import Counter

from noetlc.ir.nodes import Data, Module
from noetlc.layout.objects import STR_BYTES
from noetlc.layout.packing import AFTER, BEFORE, PACKED, PAIRS, Packing, is_packable
from noetlc.lower.passes.callgraph import summaries

_SMALL = 32  # bytes of data for every place that names it that are worth a low address


def placeholder(name: str) -> Data | None:
    """What stands for the items of packed data until all constants are known; None for other names."""
    return Data(name, bytes(8), 4) if name in (PACKED, PAIRS) else None


def pack_strings(module: Module) -> Packing | None:
    """Orders the data of a module that has the packed item, with memory for its `str:` items; runs last."""
    if PACKED not in module.data:
        return None
    texts = {n: n[4:].encode("utf-8", "surrogatepass") for n in module.data if n.startswith("str:")}
    uses: Counter[str] = Counter()
    for summary in summaries(module).values():
        uses.update(summary.data)
    names = sorted(texts, key=lambda n: (-uses[n], len(texts[n])))
    reserved = {n: Data(n, bytes(STR_BYTES + len(texts[n])), 2) for n in names}
    rest = {n: d for n, d in module.data.items() if n not in reserved and n not in (PACKED, PAIRS)}
    packed = {n: d for n, d in rest.items() if _is_stored(d) and is_packable(d.bytes)}
    plain = {n: d for n, d in rest.items() if n not in packed and _is_stored(d)}
    zeros = {n: d for n, d in rest.items() if not _is_stored(d)}

    def small(items: dict[str, Data], wanted: bool) -> dict[str, Data]:
        return {n: d for n, d in items.items() if (len(d.bytes) <= _SMALL * max(uses[n], 1)) == wanted}

    before, after = small(packed, True), small(packed, False)
    first = {**small(plain, True), **small(zeros, True), **_headed(BEFORE, before)}
    last = {**_headed(AFTER, after), **small(zeros, False), **small(plain, False)}
    module.data = {**first, **reserved, **last, **{n: module.data[n] for n in (PAIRS, PACKED)}}
    return Packing(tuple(before), {n: texts[n] for n in names}, tuple(after))


def _headed(name: str, items: dict[str, Data]) -> dict[str, Data]:
    """Items with room for the header of a text before them."""
    return {name: Data(name, bytes(STR_BYTES), 2), **items} if items else {}


def _is_stored(item: Data) -> bool:
    return any(item.bytes) or bool(item.refs)

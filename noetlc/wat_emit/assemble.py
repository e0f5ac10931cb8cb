"""IR module to wasm module: what is reachable, in which order, with which index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from noetlc.ir.depth import deep_recursion
from noetlc.ir.errors import IRError
from noetlc.ir.kept import derived
from noetlc.ir.nodes import Function, Global, Import, Module, TableIndex
from noetlc.ir.types import physical
from noetlc.layout.objects import RESERVED
from noetlc.layout.packing import Packing
from noetlc.wat_emit.binary import signed
from noetlc.wat_emit.code import NAMING, FlatFunction, Instr, Signature, import_signature
from noetlc.wat_emit.flatten import flatten
from noetlc.wat_emit.layout import Layout, lay_out
from noetlc.wat_emit.locals import settle_locals
from noetlc.wat_emit.module import WasmModule
from noetlc.wat_emit.peephole import shortened

HEAP_BASE = "__heap_base"  # a global of this name is set to the first address after all data
_ONE_BYTE = 128  # indices below need one byte, so their order does not matter
_TYPE_ORDER = ("i32", "i64", "f64", "v128")


def emit(
    module: Module,
    *,
    memory_pages: tuple[int, int] = (1, 4096),
    exports: Mapping[str, str] | None = None,
    custom: Sequence[tuple[str, bytes]] = (),
    fixed_data: Iterable[tuple[int, bytes]] = (),
    data_start: int = RESERVED,
    strip: bool = False,
    packing: Packing | None = None,
) -> WasmModule:
    """The wasm module of what `module`'s exports and table reach.

    `memory_pages` are the initial and maximum size in 64 KiB pages; the initial size grows to hold the data. `exports` maps
    more export names to functions. `fixed_data` lies below `data_start`. `strip` leaves out the name section,
    `packing` says what data is stored packed. Raises IRError.
    """
    named = _exports(module, exports or {})
    table = list(module.table)
    referenced = (target.function for item in module.data.values() for _, target in item.refs if isinstance(target, TableIndex))
    listed = set(table)
    table += [name for name in dict.fromkeys(referenced) if name not in listed]
    flat, counts = _reachable(module, [*named.values()], table)
    imports = [i for name, i in module.imports.items() if name in counts]
    functions = _order_functions([flat[name] for name in module.functions if name in flat], len(imports), counts)
    table_index: dict[str, int] = {}
    for position, name in enumerate(table, 1):
        table_index.setdefault(name, position)

    def index_in_table(name: str) -> int:
        return table_index[name]

    layout = lay_out(module.data.values(), fixed_data, data_start, index_in_table, packing)
    initial = max(memory_pages[0], -(-layout.end // 65536))
    globals_ = [*module.globals.values(), *_held(layout, _ONE_BYTE - len(module.globals), flat, counts)]
    names = [i.name for i in imports] + [f.name for f in functions]
    result = WasmModule(
        types=_types(imports, functions),
        imports=imports,
        functions=functions,
        globals=[_global(g, layout) for g in globals_],
        table=table,
        layout=layout,
        memory_pages=(initial, max(initial, memory_pages[1])),
        exports=named,
        custom=list(custom),
        strip=strip,
        function_index={name: i for i, name in enumerate(names)},
        global_index={g.name: i for i, g in enumerate(globals_)},
        table_index=table_index,
    )
    for function in functions:
        result.counts[function.name] = counts[function.name]
    return result


def _held(layout: Layout, most: int, flat: Mapping[str, FlatFunction], counts: Mapping[str, Counter[Instr]]) -> list[Global]:
    """Globals, constant as all are whose name begins with &, at most so many: for the addresses of data that take more bytes where they
    are read."""
    uses: Counter[str] = Counter()
    for name, code in counts.items():
        for instr in flat[name].named if name in flat else ():
            if instr[0] == "data":
                uses[str(instr[1])] += code[instr]
    addresses = layout.addresses
    worth = [data for data, count in uses.items() if (count - 1) * (len(signed(addresses[data])) - 1) > 5]
    return [Global(f"&{data}", "i32", addresses[data]) for data in worth][: max(most, 0)]


def _exports(module: Module, more: Mapping[str, str]) -> dict[str, str]:
    named = {f.export: f.name for f in module.functions.values() if f.export is not None}
    for export, name in more.items():
        if named.setdefault(export, name) != name:
            raise IRError(name, f"export {export} is taken by @{named[export]}")
    return named


def _reachable(module: Module, roots: list[str], table: list[str]) -> tuple[dict[str, FlatFunction], dict[str, Counter[Instr]]]:
    """The flat code of every function that is called or in the table, and its instruction counts (empty for an import)."""
    flat: dict[str, FlatFunction] = {}
    counts: dict[str, Counter[Instr]] = {}
    pending = [*table, *roots]
    listed = set(table)
    with deep_recursion():
        while pending:
            name = pending.pop()
            if name in counts:
                continue
            if name in module.imports:
                counts[name] = Counter()
                continue
            function = module.functions.get(name)
            if function is None:
                raise IRError(name, "is called but not in the module")
            flat[name], counts[name] = derived(function, _flattened)
            for op, imm in flat[name].named:
                if op == "call":
                    pending.append(str(imm))
                elif op == "func":
                    pending.append(str(imm))
                    if imm not in listed:
                        listed.add(str(imm))
                        table.append(str(imm))
    return flat, counts


def _flattened(function: Function) -> tuple[FlatFunction, Counter[Instr]]:
    """The flat code of a function with its instruction counts. Needs room to recurse."""
    flat = flatten(function)
    settle_locals(flat)
    flat.code = shortened(flat.code)
    counts = Counter(flat.code)
    flat.named = tuple([instr for instr in counts if instr[0] in NAMING])
    flat.order = _order_locals(flat, counts)
    return flat, counts


def _order_functions(functions: list[FlatFunction], imports: int, counts: Mapping[str, Counter[Instr]]) -> list[FlatFunction]:
    """Source order, or most called first when there are more functions than one-byte indices."""
    if imports + len(functions) <= _ONE_BYTE:
        return functions
    calls: Counter[object] = Counter()
    for function in functions:
        code = counts[function.name]
        for instr in function.named:
            if instr[0] == "call":
                calls[instr[1]] += code[instr]
    return sorted(functions, key=lambda f: -calls[f.name])


def _order_locals(function: FlatFunction, counts: Counter[Instr]) -> dict[str, int]:
    """Indices of parameters and of the locals in use, grouped by type; most used first when there are many."""
    uses: Counter[object] = Counter()
    for (op, imm), count in counts.items():
        if op in ("local.get", "local.set", "local.tee"):
            uses[imm] += count
    used = [n for n in function.locals if n in uses and n not in function.params]
    if len(used) + len(function.params) > _ONE_BYTE:
        used.sort(key=lambda n: -uses[n])
    rank = {t: i for i, t in enumerate(_TYPE_ORDER)}
    used.sort(key=lambda n: rank[function.locals[n]])
    return {name: i for i, name in enumerate((*function.params, *used))}


def _types(imports: list[Import], functions: list[FlatFunction]) -> dict[Signature, int]:
    """The distinct signatures in order of first use."""
    types: dict[Signature, int] = {}
    for imported in imports:
        types.setdefault(import_signature(imported), len(types))
    for function in functions:
        types.setdefault(function.signature, len(types))
    for function in functions:
        for op, imm in function.named:
            if op == "call_indirect":
                types.setdefault(imm, len(types))  # type: ignore[arg-type]
    return types


def _global(declared: Global, layout: Layout) -> Global:
    """The global with its machine type and, for the heap base, its value."""
    init = layout.end if declared.name == HEAP_BASE else declared.init
    return Global(declared.name, physical(declared.type), init)

"""Plug-ins in kernel Python as wasm modules of their own.

A build runs the top level of the file, like an import (`kernel_source.py`). Every declared function becomes an entry that takes and
gives bytes in the form of `model.py`. Whether called once or a thousand times in one instance, an entry finds everything as new:
`alloc` puts all globals back once an answer was given, so the module is reentrant, and its memory is used again.

    (func $alloc)          globals as new after an answer, then room for the input
    (func $entry.encode)   plugin_begin, the arguments out of the input, encode, the result as an answer
"""

from __future__ import annotations

import ast
import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from noetlc import cache_files
from noetlc.cache_files import CacheFolder
from noetlc.ir.build import call, get, global_get, global_set, i32
from noetlc.ir.errors import IRError
from noetlc.ir.nodes import Assign, Data, Effect, Expr, Function, If, Import, Module, Return, Stmt
from noetlc.ir.verify import verify
from noetlc.kernel.extension import Extended, Extension, Source
from noetlc.kernel.link import Linker
from noetlc.kernel.runtime import PACKAGE, Runtime, runtime
from noetlc.kernel.translate import KernelError, annotation
from noetlc.layout.objects import UNDEFINED
from noetlc.layout.static import singletons
from noetlc.lower.passes import pipeline
from noetlc.lower.passes.fold import fold
from noetlc.lower.workflow.constants import make_data
from noetlc.plugins.kernel_source import Files, kernel_error, load, read
from noetlc.plugins.model import MAX_FUNCTIONS, MAX_PARAMETERS, SECTION, PluginError, PluginFunction, PluginManifest, Type
from noetlc.plugins.sdk import KERNEL_TYPES, MARK
from noetlc.wat_emit import emit
from noetlc.wat_emit.assemble import HEAP_BASE

PREFIX = "plugin."  # of the names of its functions, away from those of the runtime
SUFFIX = ".plugin"
MAX_CACHE = 16 << 20  # bytes of built plug-ins kept
MEMORY_PAGES = (1, 4096)
RING: dict[str, tuple[tuple[str, ...], str]] = {
    "emit": (("i32",), "void"),
    "event_publish": (("i32", "i32"), "i32"),
    "result_put": (("i32",) * 4, "i32"),
    "object_put": (("i32",) * 4, "i32"),
}
_KINDS = {"val": "val", "i64": "i64", "f64": "f64", "i32": "i32"}


@dataclass(frozen=True)
class Kernel:
    """A plug-in in kernel Python that was loaded: its modules and what it declares."""

    path: Path
    sources: list[Source]
    manifest: PluginManifest

    def extension(self, prefix: str, redirect: Mapping[str, str] | None = None) -> Extension:
        """Its functions for a build, named with this prefix; calls of functions in `redirect` go to others. Raises PluginError P05."""
        try:
            return Extension(runtime(), self.sources, prefix, redirect or {})
        except KernelError as error:
            raise kernel_error(str(error)) from error

    @cached_property
    def file(self) -> str:
        return self.path.name


def load_kernel(path: Path) -> Kernel:
    """Loads a plug-in, which runs its top level. Raises PluginError P05."""
    return _load(read(path))


def _load(files: Files) -> Kernel:
    path, sources = files.main, load(files)
    main = sources[-1]
    reentrant = getattr(main.module, "REENTRANT", True)
    if not isinstance(reentrant, bool):
        raise kernel_error(f"{path.name}:1: REENTRANT must be True or False")
    functions = {}
    for source in sources:
        for name, found in vars(source.module).items():
            declared = getattr(found, MARK, None)
            if declared is not None and getattr(found, "__module__", "") == source.module.__name__:
                functions[name] = _declared(source, name, found, declared)
    if not functions:
        raise kernel_error(f"{path.name}:1: no function is declared with @function")
    if len(functions) > MAX_FUNCTIONS:
        raise kernel_error(f"{path.name}:1: more than {MAX_FUNCTIONS} functions are declared")
    return Kernel(path, sources, PluginManifest(reentrant, dict(sorted(functions.items()))))


def _declared(source: Source, name: str, found: Any, types: tuple[tuple[Type, ...], Type]) -> PluginFunction:
    params, result = types
    node = next((one for one in source.tree.body if isinstance(one, ast.FunctionDef) and one.name == name), None)
    if node is None or getattr(found, "__name__", "") != name:
        raise kernel_error(f"{source.file}:1: {name}: @function marks functions that are defined at the top of the module")
    where = f"{source.file}:{node.lineno}: {name}"
    if not name.isascii() or name in ("memory", "alloc"):
        raise kernel_error(f"{where}: no entry can have this name")
    if len(params) > MAX_PARAMETERS:
        raise kernel_error(f"{where}: more than {MAX_PARAMETERS} parameters")
    have = [annotation(one.annotation) for one in node.args.args]
    want = [KERNEL_TYPES[one] for one in params]
    if have != want or annotation(node.returns) != KERNEL_TYPES[result]:
        wanted = f"({', '.join(want)}) -> {KERNEL_TYPES[result]}"
        raise kernel_error(f"{where}: the kernel function of ({', '.join(params)}) -> {result} is {wanted}")
    return PluginFunction(name, params, result, (ast.get_docstring(node) or "").partition("\n")[0])


def build_kernel(path: Path) -> bytes:
    """The wasm module of a plug-in in kernel Python. Raises PluginError P02, P05.

    What was built is kept in the user's cache by the content of the files, if that is all it depends on.
    """
    files = read(path)
    cache = _cache() if files.self_contained() else None
    name = f"plugin-{_compiler()}-{files.digest()[:40]}{SUFFIX}"
    kept = None if cache is None else cache.read(name)
    if kept is not None:
        return bytes(kept)
    made = build(_load(files))
    if cache is not None:
        cache.write(name, made)
    return made


def _cache() -> CacheFolder | None:
    place = cache_files.root()
    return None if place is None else CacheFolder(place, SUFFIX, MAX_CACHE)


@functools.cache
def _compiler() -> str:
    """A digest of everything but its source that a built plug-in depends on."""
    digest = hashlib.sha256(runtime().name.encode())
    for folder in ("plugins", "wat_emit", "lower/passes", "lower/workflow"):
        for file in sorted((PACKAGE / folder).glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:20]


def build(kernel: Kernel) -> bytes:
    """The wasm module of a loaded plug-in. Raises PluginError P02, P05."""
    extension = kernel.extension(PREFIX)
    library = Extended(runtime(), [extension])
    module = Module()
    for function in kernel.manifest.functions.values():
        made = entry(function, PREFIX + function.name)
        made.export = function.name
        module.functions[made.name] = made
    _close(module, library, kernel.file)
    _add_alloc(module)
    try:
        fold(module)  # what pruned kinds of objects leave behind is no valid module yet
        verify(module)
        pipeline.run(module)
        emitted = emit(
            module,
            memory_pages=MEMORY_PAGES,
            custom=[(SECTION, kernel.manifest.encode())],
            fixed_data=[(UNDEFINED, singletons())],
        )
    except IRError as error:
        raise kernel_error(f"{kernel.file}: {str(error).replace('@' + PREFIX, '')}") from error
    library.save()
    check_imports(emitted.imports, kernel.file)
    return emitted.binary()


def _close(module: Module, library: Runtime, file: str) -> None:
    """Adds what the entries reach. Raises PluginError P05."""

    def data(name: str) -> Data | None:
        return make_data(name)

    try:
        Linker(module, library, data).link(["host_alloc"])
    except KernelError as error:
        raise kernel_error(str(error)) from error
    except KeyError as error:
        raise kernel_error(f"{file}: it reaches {error}, which only a playbook has") from error
    for function in module.functions.values():
        if not function.name.startswith("entry."):
            function.export = None


def entry(function: PluginFunction, target: str, name: str = "", begin: str = "plugin_begin") -> Function:
    """`(ptr, len) -> i64` of a declared function, which is called as `target`; `begin` is called first."""
    p, n = get("p", "i32"), get("n", "i32")
    body: list[Stmt] = [Effect(call(begin, "void"))]
    args: list[Expr]
    if function.params == ("bytes",):
        args = [call("plugin_bytes_input", "val", p, n)]
    elif len(function.params) == 1:
        args = [_taken(function.params[0], call("plugin_only", "val", p, n))]
    else:
        body.append(Assign("words", call("plugin_arguments", "i32", p, n, i32(len(function.params)))))
        words = get("words", "i32")
        args = [_taken(one, call("plugin_argument", "val", words, i32(i))) for i, one in enumerate(function.params)]
    result = _KINDS[KERNEL_TYPES[function.result]]
    body.append(Return(call(f"plugin_give_{function.result}", "i64", call(target, result, *args))))
    return Function(name or "entry." + function.name, ("p", "n"), "i64", {"p": "i32", "n": "i32", "words": "i32"}, body)


def _taken(param: Type, word: Expr) -> Expr:
    taker = "plugin_value" if param == "json" else f"plugin_take_{param}"
    return call(taker, _KINDS[KERNEL_TYPES[param]], word)


def _add_alloc(module: Module) -> None:
    """The export `alloc`: after an answer everything is as new."""
    again: list[Stmt] = []
    for declared in module.globals.values():
        if declared.name != HEAP_BASE:
            start = Expr(f"{declared.type}.const", (), declared.init, declared.type)
            again.append(Effect(global_set(declared.name, start)))
    body: list[Stmt] = [If(global_get("plugin_done", "i32"), again, []), Return(call("host_alloc", "i32", get("n", "i32")))]
    module.functions["entry_alloc"] = Function("entry_alloc", ("n",), "i32", {"n": "i32"}, body, export="alloc")


def check_imports(imports: list[Import], file: str) -> None:
    """Raises PluginError P02 for an import that plug-ins do not have."""
    for found in imports:
        if found.module != "noetl" or RING.get(found.field) != (found.params, found.result):
            raise PluginError("P02", f"{file}: it imports {found.module}.{found.field}, a plug-in has {', '.join(sorted(RING))} of noetl")

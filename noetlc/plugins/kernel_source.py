"""Loading plug-ins written in kernel Python.

A plug-in is a Python file, and what stands beside it and is imported relatively (`from ._columns import width`). Loading it runs what
stands at its top level, with everything a Python program may do: only folders that the operator names are searched.
Nothing is kept between loads, and no bytecode is written.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import itertools
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from noetlc.host.tools.below import read_below
from noetlc.kernel.extension import Source
from noetlc.plugins.model import PluginError

MAX_SOURCE = 1 << 20  # bytes of one file
MAX_FILES = 50
_HINT = "a plug-in in kernel Python is checked with `noetl plugin build`"

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class _File:
    name: str  # of the module below its package
    path: Path
    content: bytes
    tree: ast.Module


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a plug-in, what they import relatively first, the plug-in last."""

    files: tuple[_File, ...]

    @property
    def main(self) -> Path:
        return self.files[-1].path

    def digest(self) -> str:
        """Of names and contents, in hex."""
        found = hashlib.sha256()
        for file in self.files:
            found.update(f"{file.path.name} {len(file.content)}\n".encode() + file.content)
        return found.hexdigest()

    def self_contained(self) -> bool:
        """Whether they import only one another, this package and the standard library, so that their content decides."""
        for file in self.files:
            for node in ast.walk(file.tree):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.level == 0:
                    names = [node.module or ""]
                if any(name.partition(".")[0] not in (*sys.stdlib_module_names, "noetlc") for name in names):
                    return False
        return True


def read(path: Path) -> Files:
    """The files of a plug-in, not run yet. Raises PluginError P05."""
    return Files(tuple(_files(path)))


def load(files: Files) -> list[Source]:
    """The modules of a plug-in, those it imports before it. Raises PluginError P05."""
    package = f"noetlc_plugin_{next(_numbers)}"
    parent = ModuleType(package)
    parent.__path__ = []  # what is not among the files is not found
    loaded = {package: parent}
    sys.modules[package] = parent
    try:
        for file in files.files:
            name = f"{package}.{file.name}"
            module = ModuleType(name)
            module.__file__ = str(file.path)
            module.__package__ = package
            module.__spec__ = importlib.util.spec_from_loader(name, None)
            sys.modules[name] = loaded[name] = module
            setattr(parent, file.name, module)
            _execute(file, module)
    finally:
        for name in loaded:
            sys.modules.pop(name, None)
    return [Source(module, file.tree, file.path.name) for file, module in zip(files.files, list(loaded.values())[1:], strict=True)]


def _files(path: Path) -> list[_File]:
    """The files of a plug-in in an order in which imports find what they need."""
    done: dict[str, _File | None] = {}

    def visit(stem: str, file: Path) -> None:
        if stem in done:
            return  # also while it is being visited: a cycle, which Python words itself
        if len(done) == MAX_FILES:
            raise kernel_error(f"{path.name}: more than {MAX_FILES} files")
        content = read_below(file, path.parent, MAX_SOURCE)
        if content is None or len(content) > MAX_SOURCE:
            raise kernel_error(f"{file.name}: there is no such file, or one of more than {MAX_SOURCE} bytes")
        done[stem] = None
        tree = _parse(file, content)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level == 1:
                names = [node.module] if node.module else [alias.name for alias in node.names]
                for name in names:
                    if "." not in name and (beside := file.with_name(name + ".py")).is_file():
                        visit(name, beside)
        order.append(_File(stem, file, content, tree))

    order: list[_File] = []
    visit(path.stem, path)
    return order


def _parse(file: Path, content: bytes) -> ast.Module:
    try:
        return ast.parse(content, file.name)
    except SyntaxError as error:
        raise kernel_error(f"{file.name}:{error.lineno or 1}: {error.msg}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise kernel_error(f"{file.name}:1: {error}") from error


def _execute(file: _File, module: ModuleType) -> None:
    try:
        code = compile(file.content, str(file.path), "exec", dont_inherit=True)
        exec(code, vars(module))  # the operator's own code, see above
    except SyntaxError as error:
        raise kernel_error(f"{file.path.name}:{error.lineno or 1}: {error.msg}") from error
    except (Exception, SystemExit) as error:
        frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename == str(file.path)]
        line = (frames[-1].lineno if frames else None) or 1
        raise kernel_error(f"{file.path.name}:{line}: {type(error).__name__}: {error}") from error


def kernel_error(message: str) -> PluginError:
    """The error of a kernel source; the message starts with file and line."""
    return PluginError("P05", message, _HINT)

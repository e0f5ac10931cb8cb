"""What a module may be before anybody compiles it: its size and the number of its parts, read from its sections."""

from __future__ import annotations

from dataclasses import dataclass, fields

from noetlc.host.sections import MalformedModule, ModuleInfo


@dataclass(frozen=True, slots=True)
class ModuleLimits:
    """Bytes of the module, of WAT text and of one function's code; numbers of everything else."""

    size: int = 2 << 20
    text: int = 8 << 20
    code: int = 128 << 10
    locals: int = 2_000
    parameters: int = 100
    types: int = 1_000
    imports: int = 500
    functions: int = 10_000
    tables: int = 16
    memories: int = 16
    globals: int = 2_000
    exports: int = 1_000
    elements: int = 1_000
    data: int = 10_000
    sections: int = 64
    names: int = 20_000


MODULE_LIMITS = ModuleLimits()
"""A module of this compiler takes about a twentieth of these, those of large playbooks included."""

COMPILE_SECONDS = 10.0
COMPILE_MEMORY = 4 << 30


class TooLarge(ValueError):
    """A module exceeds one of its limits."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The numbers that `ModuleLimits` bound, of one module: code and locals are those of its largest function."""

    size: int
    code: int
    locals: int
    parameters: int
    types: int
    imports: int
    functions: int
    tables: int
    memories: int
    globals: int
    exports: int
    elements: int
    data: int
    sections: int

    @property
    def quick(self) -> bool:
        """Whether compiling takes less than a second, whatever the code is: measured on the worst that was found."""
        return self.size <= QUICK_SIZE and self.locals <= QUICK_LOCALS


QUICK_SIZE, QUICK_LOCALS = 8 << 10, 50

_COUNTED = {"types": 1, "imports": 2, "functions": 3, "tables": 4, "memories": 5, "globals": 6, "exports": 7, "elements": 9, "data": 11}


def shape_of(info: ModuleInfo) -> Shape:
    """The shape of a module. Raises MalformedModule."""
    counts = {name: info.count(section) for name, section in _COUNTED.items()}
    sizes = info.code_shape()
    return Shape(
        size=len(info.wasm),
        code=max((size for size, _ in sizes), default=0),
        locals=max((number for _, number in sizes), default=0),
        parameters=max((len(one.params) + len(one.results) for one in info.types if one is not None), default=0),
        sections=len(info.sections),
        **counts,
    )


def check_shape(info: ModuleInfo, limits: ModuleLimits = MODULE_LIMITS) -> Shape:
    """The shape of a module within its limits. Raises TooLarge and MalformedModule."""
    if len(info.wasm) > limits.size:
        raise TooLarge(f"the module has {len(info.wasm)} bytes, more than {limits.size}")
    # Cheap ones first: the reader of types and code goes over all of them.
    for name, section in _COUNTED.items():
        _check(name, info.count(section), limits)
    if len({section.id for section in info.sections if section.id}) < sum(section.id != 0 for section in info.sections):
        raise MalformedModule("a section occurs twice")
    shape = shape_of(info)
    for field in fields(shape):
        _check(field.name, getattr(shape, field.name), limits)
    return shape


def _check(name: str, value: int, limits: ModuleLimits) -> None:
    most = getattr(limits, name)
    if value > most:
        what = {"code": "bytes of code in one function", "locals": "locals in one function", "parameters": "parameters of one type"}
        raise TooLarge(f"the module has {value} {what.get(name, name)}, more than {most}")

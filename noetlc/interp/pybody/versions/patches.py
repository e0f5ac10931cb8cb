"""What newer versions of CPython compute otherwise, or have in addition, and what 3.11 has in its place."""

from __future__ import annotations

import collections
import ctypes
import gc
import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from noetlc.interp.pybody.versions import formats, functions, numeric
from noetlc.interp.pybody.versions.reference import REFERENCE, is_reference
from noetlc.interp.pybody.versions.source import provide_names

GONE: Any = object()  # 3.11 has no such name


@dataclass(frozen=True, slots=True)
class Patch:
    """`where` (`module` or `module:Type`) has `name` as `value`; with `wrap`, as what `value` makes of the one found there.

    `since` is the version with the change, `source` where it is described, `what` the difference in a few words.
    """

    where: str
    name: str
    value: Any
    since: str
    source: str
    what: str
    wrap: bool = False


def _added(where: str, names: str, since: str, source: str) -> list[Patch]:
    return [Patch(where, name, GONE, since, source, "added") for name in names.split()]


PATCHES = (
    Patch("builtins", "sum", functions.sum_, "3.12", "gh-100425", "sums of floats are compensated", wrap=True),
    Patch("builtins", "chr", functions.chr_, "3.13", "by comparison", "ValueError for what is no C int", wrap=True),
    Patch("builtins:slice", "__hash__", None, "3.12", "gh-101264", "slices are hashable, so that a slice of a dict is a KeyError"),
    Patch("binascii", "a2b_base64", formats.a2b_base64, "3.13", "by comparison", "reads on behind a complete padding", wrap=True),
    Patch("calendar", "weekday", functions.weekday, "3.12", "gh-103636", "an enum", wrap=True),
    *(
        Patch("calendar", day, number, "3.12", "gh-103636", "an enum")
        for number, day in enumerate("MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY".split())
    ),
    Patch("calendar", "January", 1, "3.12", "gh-103636", "deprecated"),
    Patch("calendar", "February", 2, "3.12", "gh-103636", "deprecated"),
    Patch("functools:cached_property", "__init__", functions.cached_property_init, "3.13", "by comparison", "reads `__module__` too"),
    Patch("collections:OrderedDict", "__repr__", functions.ordered_dict_repr, "3.12", "gh-101446", "shown as a dict"),
    Patch("collections", "namedtuple", functions.namedtuple_code, "3.13", "by comparison", "`_replace` raises TypeError", wrap=True),
    Patch("urllib.parse:ParseResult", "_replace", functions.fields_replaced, "3.13", "by comparison", "raises TypeError", wrap=True),
    Patch("urllib.parse:SplitResult", "_replace", functions.fields_replaced, "3.13", "by comparison", "raises TypeError", wrap=True),
    Patch("enum:EnumType", "__contains__", functions.enum_contains, "3.12", "gh-88123", "`in` finds values"),
    Patch(
        "enum:Enum",
        "_generate_next_value_",
        staticmethod(functions.enum_next_value),
        "3.13",
        "enum's documentation",
        "`auto()` refuses to go on from other values",
    ),
    Patch("enum:EnumType", "__getattr__", functions.enum_getattr, "3.13", "by comparison", "text of the AttributeError"),
    Patch("enum", "partial", (), "3.13", "gh-121027", "a `functools.partial` is no member"),
    Patch("json.decoder:JSONDecodeError", "__init__", formats.json_error_init, "3.13", "gh-113149", "text for trailing commas", wrap=True),
    Patch("random:Random", "randrange", numeric.randrange, "3.12", "gh-86388", "TypeError for what is not an int; texts"),
    Patch("random:Random", "sample", numeric.sample, "3.13", "by comparison", "counts may be zero", wrap=True),
    Patch("random:Random", "seed", numeric.seed, "3.13", "by comparison", "text of the TypeError", wrap=True),
    Patch("random:Random", "expovariate", numeric.expovariate, "3.12", "gh-100234", "`lambd` has a default"),
    Patch("statistics", "fmean", numeric.fmean, "3.12", "gh-100485", "products are summed with `sumprod`"),
    Patch("statistics", "geometric_mean", numeric.geometric_mean, "3.13", "by comparison", "zeros are allowed; texts"),
    Patch("statistics", "quantiles", numeric.quantiles, "3.13", "by comparison", "one data point is enough", wrap=True),
    Patch("statistics", "covariance", numeric.covariance, "3.12", "gh-100485", "products are summed with `sumprod`"),
    Patch("statistics", "correlation", numeric.correlation, "3.12", "gh-95861", "ranks; products are summed with `sumprod`"),
    Patch("statistics", "linear_regression", numeric.linear_regression, "3.12", "gh-100485", "products are summed with `sumprod`"),
    Patch("statistics:NormalDist", "samples", numeric.normal_samples, "3.13", "by comparison", "drawn with `inv_cdf`"),
    Patch("statistics:NormalDist", "inv_cdf", numeric.normal_inv_cdf, "3.13", "by comparison", "defined for sigma 0", wrap=True),
    Patch("fractions", "_RATIONAL_FORMAT", numeric.RATIONAL, "3.13", "by comparison", "space around `/`"),
    Patch("fractions:Fraction", "__truediv__", numeric.fraction_quotient, "3.13", "by comparison", "text for 0", wrap=True),
    Patch("fractions:Fraction", "__rtruediv__", numeric.fraction_quotient_reversed, "3.13", "by comparison", "text for 0", wrap=True),
    Patch("re:PatternError", "__name__", "error", "3.13", "gh-78707", "`re.error` has another name"),
    Patch("re:PatternError", "__qualname__", "error", "3.13", "gh-78707", "`re.error` has another name"),
    Patch("struct", "pack", formats.struct_pack, "3.13", "by comparison", "texts for numbers out of range", wrap=True),
    Patch("struct", "pack_into", formats.struct_pack_into, "3.13", "by comparison", "texts for numbers out of range", wrap=True),
    Patch("urllib.parse", "urlunsplit", formats.urlunsplit, "3.13", "by comparison", "paths that begin with `//`"),
    Patch("unicodedata", "unidata_version", "14.0.0", "3.12", "What's New in 3.12", "Unicode 15"),
    *_added("builtins:int", "is_integer", "3.12", "gh-100268"),
    *_added("fractions:Fraction", "__format__ is_integer", "3.12", "gh-67790"),
    *_added("functools:partial", "__get__", "3.13", "gh-121027"),
    *_added("builtins", "PythonFinalizationError _IncompleteInputError", "3.13", "gh-114570"),
    *_added("base64", "z85encode z85decode", "3.13", "gh-75299"),
    *_added("copy", "replace", "3.13", "gh-108751"),
    *_added("csv", "QUOTE_NOTNULL QUOTE_STRINGS", "3.12", "gh-67230"),
    *_added("itertools", "batched", "3.12", "gh-98363"),
    *_added("logging", "getHandlerByName getHandlerNames", "3.12", "gh-76954"),
    *_added("math", "fma", "3.13", "gh-73468"),
    *_added("math", "sumprod", "3.12", "gh-100485"),
    *_added("random", "binomialvariate", "3.12", "gh-81620"),
    *_added("random:Random", "binomialvariate", "3.12", "gh-81620"),
    *_added("re", "PatternError", "3.13", "gh-78707"),
    *_added("statistics", "kde kde_random", "3.13", "gh-115532"),
    *_added("types", "get_original_bases", "3.12", "gh-101827"),
    *_added("typing", "override", "3.12", "PEP 698"),
    *_added("warnings", "deprecated", "3.13", "PEP 702"),
)

_installed = False


def install() -> None:
    """Patches this process; a second call does nothing, and neither does any on 3.11."""
    global _installed
    if is_reference() or _installed:
        return
    _installed = True
    for patch in PATCHES:
        _apply(patch)
    for name in ("expovariate", "randrange", "sample", "seed"):
        random: Any = importlib.import_module("random")
        setattr(random, name, getattr(random._inst, name))
    provide_names()


def _apply(patch: Patch) -> None:
    module, _, kind = patch.where.partition(":")
    owner: Any = importlib.import_module(module)
    if kind:
        owner = getattr(owner, kind, None)
    if owner is None or (patch.value is GONE and not hasattr(owner, patch.name)):
        return  # a later version than this one has it
    value = patch.value(getattr(owner, patch.name)) if patch.wrap else patch.value
    if isinstance(value, FunctionType) and not patch.wrap:
        value.__name__, value.__qualname__ = patch.name, f"{kind}.{patch.name}" if kind else patch.name
    if isinstance(owner, type) and owner.__flags__ & _IMMUTABLE:
        _set_built_in(owner, patch.name, value)
    elif value is GONE:
        delattr(owner, patch.name)
        if patch.name in getattr(owner, "__all__", ()):
            owner.__all__ = [name for name in owner.__all__ if name != patch.name]
    else:
        setattr(owner, patch.name, value)


_IMMUTABLE = 1 << 8
_FLAGS = 168  # offset of `tp_flags` in a type object of a 64-bit CPython; those of slots follow
_SLOTS = {"__repr__": 88, "__hash__": 120, "__get__": 272}


def _set_built_in(owner: type, name: str, value: Any) -> None:
    """Sets or removes an attribute of a built-in type. Raises RuntimeError where type objects have another layout."""
    if ctypes.c_ulong.from_address(id(owner) + _FLAGS).value != owner.__flags__:
        raise RuntimeError("type objects of this Python have an unknown layout")
    fields: Any = gc.get_referents(owner.__dict__)[0]
    if value is GONE:
        del fields[name]
    else:
        fields[name] = value
    if name in _SLOTS:
        like = type("like", (), {} if value is GONE else {name: value})
        offset = _SLOTS[name]
        ctypes.c_void_p.from_address(id(owner) + offset).value = ctypes.c_void_p.from_address(id(like) + offset).value
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(owner))


version_info = collections.namedtuple("version_info", "major minor micro releaselevel serial")
version_info.__name__ = version_info.__qualname__ = "sys.version_info"


def reference_version() -> Callable[[], None]:
    """Shows the reference version in `sys`; the result takes that back."""
    if is_reference():
        return lambda: None
    module: Any = sys
    saved = sys.version_info, sys.hexversion, sys.version
    module.version_info = version_info(*REFERENCE, 0, "final", 0)
    module.hexversion = REFERENCE[0] << 24 | REFERENCE[1] << 16 | 0xF0
    module.version = f"{REFERENCE[0]}.{REFERENCE[1]}.0 (main, Oct 24 2022, 00:00:00) [GCC 12.2.0]"

    def undo() -> None:
        module.version_info, module.hexversion, module.version = saved

    return undo



"""The texts of TypeErrors of calls whose arguments do not fit, as CPython 3.11 words them; `{name}` stands for the callee."""

from __future__ import annotations

import re

from noetlc.plugins.model import PluginFunction
from noetlc.primitives.model import Param, Primitive
from noetlc.primitives.special_methods import is_slot, is_slot_of_all

# what parses its arguments by a format text in CPython: methods of str, bytes, dates; the messages are worded otherwise
_SPANS = "count find index rfind rindex".split()
PARSED = frozenset(
    [f"py_{kind}_{n}" for n in _SPANS for kind in ("str", "bytes")]
    + [f"py_{kind}{n}" for n in ("startswith", "endswith") for kind in ("", "bytes_")]
    + "dt_date_fromordinal dt_fromordinal dt_utcfromtimestamp dt_strptime".split()
)


# builtins that count their arguments in their own way
_OWN_WORDS = {
    **dict.fromkeys(("pack", "pack_into"), "missing format argument"),
    "map": "map() must have at least two arguments.",
    "object": "object() takes no arguments",
    "type": "type() takes 1 or 3 arguments",
    "reversed": "reversed expected 1 argument, got {given}",
}


_COUNTED = re.compile(r"\{name\}\(\) takes (exactly one argument|no arguments) \((\d+) given\)")


# methods whose counts CPython words like no other's: too few, too many
_INSERTED = "insert() takes exactly 2 arguments ({given} given)"
_OWN_COUNTS = {
    "deque_insert": (_INSERTED, _INSERTED),
    "deque_index": ("index() takes at least 1 argument ({given} given)", "index() takes at most 3 arguments ({given} given)"),
    "ordered_update": ("", "update() takes at most 1 positional argument ({given} given)"),
    "ordered_new": ("", "expected at most 1 arguments, got {given}"),
    "counter_new": ("", "Counter.__init__() takes from 1 to 2 positional arguments but {counted} were given"),
    "deque_rotate": ("", "deque.rotate expected at most 1 argument, got {given}"),
}


# classes whose arguments CPython parses without their name, or with that of what makes them
_OTHERWISE_NAMED = {**dict.fromkeys(("dt_date_of", "dt_datetime_of", "dt_time_of"), "function"), "dt_timedelta_of": "__new__()"}


def unexpected(primitive: Primitive, keyword: str, positional: int = 1) -> str:
    """A named argument that no parameter takes, beside so many arguments by position."""
    if primitive.name == "type" and positional != 1:  # which counts these first
        return _OWN_WORDS["type"]
    if primitive.is_python:
        return f"{primitive.prefix}{primitive.name}() got an unexpected keyword argument '{keyword}'"
    if not any(_by_name(p) for p in primitive.params):
        return f"{primitive.prefix}{{name}}() takes no keyword arguments"
    called = _OTHERWISE_NAMED.get(primitive.runtime, f"{primitive.names_to or '{name}'}()").replace("function", "this function")
    return f"'{keyword}' is an invalid keyword argument for {called}"


def given_twice(primitive: Primitive, keyword: str) -> str:
    """An argument that is given by position and by name."""
    if primitive.is_python:
        return f"{primitive.prefix}{primitive.name}() got multiple values for argument '{keyword}'"
    place = [p.name for p in primitive.slots].index(keyword) + 1
    return f"argument for {{name}}() given by name ('{keyword}') and position ({place})"


def counted_at_most(primitive: Primitive) -> int | None:
    """How many arguments by position and name there may be at most, where CPython counts them first."""
    params = primitive.params
    if primitive.is_python or not any(_by_name(p) for p in params):
        return None
    if primitive.names_to:
        return sum(p.keyword_only for p in params)
    return None if any(p.collects for p in params) else len(params) + len(_refused_names(primitive))


def _refused_names(primitive: Primitive) -> frozenset[str]:
    """Parameters that are given by name only, and are not compiled."""
    return primitive.refused if primitive.refused_at is None else frozenset()


def beyond(primitive: Primitive, most: int, positional: int, named: int) -> str:
    """More arguments than `counted_at_most`."""
    kind = "" if positional else "keyword "
    called = _OTHERWISE_NAMED.get(primitive.runtime, f"{primitive.names_to or '{name}'}()")
    return f"{called} takes at most {most} {kind}argument{_s(most)} ({positional + named} given)"


def too_many(primitive: Primitive, positional: int, named: int) -> str:
    """More positional arguments than parameters."""
    slots = primitive.slots
    least, most = sum(p.required for p in slots), len(slots)
    if primitive.runtime in _OWN_COUNTS:
        return _OWN_COUNTS[primitive.runtime][1].replace("{given}", str(positional)).replace("{counted}", str(positional + 1))
    if primitive.name in _OWN_WORDS:
        return _OWN_WORDS[primitive.name].format(given=positional)
    if counted := _counted(primitive, least, most, positional):
        return counted
    if primitive.is_python:
        own = bool(primitive.prefix)  # a method, whose receiver counts
        takes = f"{most + own}" if least == most else f"from {least + own} to {most + own}"
        count = "1 was" if positional + own == 1 else f"{positional + own} were"
        plural = _s(most + own if least == most else 2)
        return f"{primitive.prefix}{primitive.name}() takes {takes} positional argument{plural} but {count} given"
    if most == 0 and any(p.keyword_only for p in primitive.params):
        return f"{primitive.name}() takes no positional arguments"
    if (any(p.keyword_only for p in primitive.params) or _refused_names(primitive)) and not primitive.names_to:
        called = _OTHERWISE_NAMED.get(primitive.runtime, "{name}()")
        return f"{called} takes at most {most} positional argument{_s(most)} ({positional} given)"
    if most == 0:
        return f"{primitive.prefix}{{name}}() takes no arguments ({positional} given)"
    if least == most:
        if most == 1 and not any(p.keyword_only for p in primitive.params):
            return f"{primitive.prefix}{{name}}() takes exactly one argument ({positional} given)"
        return f"{{name}} expected {most} argument{_s(most)}, got {positional}"
    if primitive.runtime in PARSED or any(_by_name(p) and not p.keyword_only for p in primitive.params):
        return f"{{name}}() takes at most {most} argument{_s(most)} ({positional + named} given)"
    return f"{{name}} expected at most {most} argument{_s(most)}, got {positional}"


def _counted(primitive: Primitive, least: int, most: int, positional: int) -> str:
    """Another number of arguments than a slot wrapper takes, or what parses them by a format text; "" for what else counts them."""
    if is_slot_of_all(primitive.name):
        if least == most:
            return _by_slot(most, positional)
        bound, takes = ("least", least) if positional < least else ("most", most)
        return f" expected at {bound} {takes} argument{_s(takes)}, got {positional}"
    if least != most or primitive.runtime not in PARSED:
        return ""
    return f"{primitive.name.rpartition('.')[2]}() takes exactly {most} argument{_s(most)} ({positional} given)"


def _by_slot(takes: int, positional: int) -> str:
    """Another number of arguments than a slot wrapper takes; of two CPython says so in another place, which has no name for it."""
    return f"{' ' if takes > 1 else ''}expected {takes} argument{_s(takes)}, got {positional}"


def too_few(primitive: Primitive, positional: int, missing: list[str]) -> str:
    """Fewer arguments than required; `missing` names the parameters without one."""
    slots = primitive.slots
    least, most = sum(p.required for p in slots), len(slots)
    if primitive.runtime in _OWN_COUNTS:
        return _OWN_COUNTS[primitive.runtime][0].replace("{given}", str(positional))
    if primitive.name in _OWN_WORDS:
        return _OWN_WORDS[primitive.name].format(given=positional)
    if counted := _counted(primitive, least, most, positional):
        return counted
    if primitive.is_python:
        names = [f"'{n}'" for n in missing]
        listed = names[0] if len(names) == 1 else " and ".join([", ".join(names[:-1]) + ("," if len(names) > 2 else ""), names[-1]])
        return f"{primitive.prefix}{primitive.name}() missing {len(names)} required positional argument{_s(len(names))}: {listed}"
    if primitive.variadic:
        return f"{{name}} expected at least {primitive.least} argument{_s(primitive.least)}, got {positional}"
    param = next(p for p in primitive.params if p.name == missing[0])
    if not param.positional_only:
        return f"{{name}}() missing required argument '{param.name}' (pos {slots.index(param) + 1})"
    if least == most:
        if least == 1 and any(p.keyword_only for p in primitive.params):
            return f"{{name}} expected 1 argument, got {positional}"
        if least == 1:
            return f"{primitive.prefix}{{name}}() takes exactly one argument ({positional} given)"
        return f"{{name}} expected {least} arguments, got {positional}"
    if primitive.runtime in PARSED:
        return f"{{name}}() takes at least {least} argument{_s(least)} ({positional} given)"
    if any(_by_name(p) for p in primitive.params):
        by_position = sum(p.required and p.positional_only for p in slots)
        return f"{{name}}() takes at least {by_position} positional argument{_s(by_position)} ({positional} given)"
    return f"{{name}} expected at least {least} argument{_s(least)}, got {positional}"


def method_error(text: str, name: str, type_name: str) -> str:
    """The text about wrong arguments of a method; some kinds name its class too, slot wrappers neither."""
    if name.startswith("__") and type_name and is_slot(type_name, name):
        if text.endswith("() takes no keyword arguments"):
            return f"wrapper {name}() takes no keyword arguments"
        if found := _COUNTED.fullmatch(text):
            return _by_slot(int(found[1] == "exactly one argument"), int(found[2]))
    type_name = "BaseException" if type_name == "exception" else type_name
    plain = "takes" not in text or "takes at" in text or "positional" in text
    return text.replace("{name}", name if plain or not type_name else f"{type_name}.{name}")


def _by_name(param: Param) -> bool:
    return not param.positional_only and not param.collects


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def plugin_misfit(function: PluginFunction, given: int, named: bool) -> str:
    """The text of the TypeError for these arguments, empty if there is none."""
    if named:
        return f"{function.name}() takes no keyword arguments"
    return "" if given == len(function.params) else plugin_miscounted(function, str(given))


def plugin_miscounted(function: PluginFunction, given: str) -> str:
    count = len(function.params)
    return f"{function.name}() takes {count} argument{'' if count == 1 else 's'} ({given} given)"

"""Texts of exceptions that changed after 3.11: what a newer CPython says, what 3.11 says, and where the change comes from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

Match = re.Match[str]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text of exceptions of type `exception` (or derived) that matches `now` entirely is `then` in 3.11.

    `then` is a template of `re.Match.expand`, or a function of the match. `since` is the version that changed it. `only` names
    the condition of `mend.CONDITIONS` that must hold besides.
    """

    exception: str
    now: str
    then: str | Callable[[Match], str]
    since: str
    source: str
    only: str = ""


def _abstract(match: Match) -> str:
    names = match[3].replace("'", "")
    return f"Can't instantiate abstract class {match[1]} with abstract method{match[2]} {names}"


WORDINGS = (
    Wording("ValueError", r"(max|min)\(\) iterable argument is empty", r"\1() arg is an empty sequence", "3.13", "by comparison"),
    Wording(
        "AttributeError",
        r"('.*' object has no attribute '.*') and no __dict__ for setting new attributes",
        r"\1",
        "3.13",
        "by comparison",
    ),
    Wording(
        "TypeError",
        r"Can't instantiate abstract class (.*) without an implementation for abstract method(s?) (.*)",
        _abstract,
        "3.12",
        "gh-98284",
    ),
    Wording("AttributeError", r"attribute '__mro__' of 'type' objects is not writable", "readonly attribute", "3.13", "by comparison"),
    Wording("TypeError", "__weakref__ slot disallowed: we already got one",
            "__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0", "3.13", "by comparison"),
    Wording("ZeroDivisionError", "float modulo by zero", "float modulo", "3.13", "by comparison"),
    Wording("TypeError", r"(Cannot create a consistent method resolution) (order \(MRO\) for bases .*)",
            "\\1\n\\2", "3.13", "by comparison"),
    # calls
    Wording("TypeError", r"(.*) got an unexpected keyword argument ('.*')\. Did you mean '.*'\?",
            r"\1 got an unexpected keyword argument \2", "3.13", "gh-107944"),
    Wording("TypeError", r"(\w+\(\)|this function) got an unexpected keyword argument ('.*')",
            r"\2 is an invalid keyword argument for \1", "3.13", "gh-107944", "native callee"),
    Wording("TypeError", r"('.*' object is not callable)\. Did you mean: '.*'\?", r"\1", "3.13", "by comparison"),
    Wording("TypeError", r"(int|str) expected at most (\d) arguments, got (\d+)", r"\1() takes at most \2 arguments (\3 given)",
            "3.13", "by comparison"),
    Wording("TypeError", r"(find|rfind|rindex|count|startswith|endswith) expected at (least|most) (\d) (arguments?), got (\d+)",
            r"\1() takes at \2 \3 \4 (\5 given)", "3.13", "by comparison"),
    Wording("TypeError", r"(?:find|rfind|index|rindex|count)\(\) argument 1 must be str, not None",
            "must be str, not NoneType", "3.13", "by comparison"),
    Wording("TypeError", r"(?:find|rfind|index|rindex|count)\(\) argument 1 (must be str, not \w+)",
            r"\1", "3.13", "by comparison"),
    Wording("TypeError", r"replace\(\) takes at least 2 positional arguments \((\d) given\)",
            r"replace expected at least 2 arguments, got \1", "3.13", "gh-106487"),
    Wording("TypeError", r"replace\(\) takes at most 3 arguments \((\d+) given\)", r"replace expected at most 3 arguments, got \1",
            "3.13", "gh-106487"),
    Wording("TypeError", r"str\(\) argument '(encoding|errors)' must be str, not NoneType", r"str() argument '\1' must be str, not None",
            "3.13", "by comparison"),
    Wording("TypeError", r"log expected at (?:least|most) \d arguments?, got \d+",
            "math.log requires 1 to 2 arguments", "3.13", "by comparison"),
    Wording("TypeError", r"rotate expected at most 1 argument, got (\d+)",
            r"deque.rotate expected at most 1 argument, got \1", "3.13", "by comparison"),
    Wording("TypeError", r"super\(type, obj\): obj \(.*\) is not an instance or subtype of type \(.*\)\.",
            "super(type, obj): obj must be an instance or subtype of type", "3.13", "by comparison"),
    Wording("TypeError", "called match pattern must be a class", "called match pattern must be a type", "3.13", "by comparison"),
    # containers
    Wording("TypeError", "must assign iterable to extended slice", "can only assign an iterable",
            "3.13", "by comparison", "slice without step"),
    Wording("TypeError", r"expected iterable of integers; got: 'str'",
            "'str' object cannot be interpreted as an integer", "3.13", "by comparison"),
    # modules
    Wording("TypeError", r"'[<>]=?' not supported between instances of "
            r"'datetime\.(?:date' and 'datetime\.datetime|datetime' and 'datetime\.date)'",
            "can't compare datetime.datetime to datetime.date", "3.13", "by comparison"),
    Wording("TypeError", r"unsupported operand type\(s\) for \*\* or pow\(\): 'Fraction' and ('.*')",
            r"unsupported operand type(s) for ** or pow(): 'float' and \1", "3.13", "by comparison"),
    Wording("_csv.Error", r"(new-line character seen in unquoted field - do you need to open the file) with newline=''\?",
            r"\1 in universal-newline mode?", "3.13", "by comparison"),
    Wording("ValueError", r"(Out of range float values are not JSON compliant): .*", r"\1", "3.13", "by comparison", "JSON in one line"),
    Wording("TypeError", r"(non-default argument '.*' follows default argument) '.*'", r"\1", "3.13", "by comparison"),
    Wording("TypeError", r"Missing required argument 'digestmod'\.", "Missing required parameter 'digestmod'.", "3.13", "by comparison"),
    Wording("TypeError", r"_path_normpath: path should be string, bytes or os\.PathLike, not (\w+)",
            r"expected str, bytes or os.PathLike object, not \1", "3.13", "by comparison"),
    Wording("TypeError", r"(Protocols with non-method members don't support issubclass\(\))\. Non-method members: .*", r"\1", "3.13",
            "by comparison"),
    Wording("TypeError", r"new\(\) argument 'name' must be str, not \w+", "name must be a string", "3.13", "by comparison"),
    Wording("TypeError", r"expected an exception type, a tuple of exception types, or a callable \(other than a class\)",
            "expected a function, exception type or tuple of exception types", "3.13", "by comparison"),
    Wording("ValueError", r"bad typecode \(must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d\)",
            "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)", "3.13", "by comparison"),
)  # fmt: skip


def rewritten(names: frozenset[str], text: str, holds: Callable[[str], bool]) -> str:
    """The text 3.11 has for an exception whose type and bases have these names; `holds` tells whether a condition does."""
    for row in WORDINGS:
        if row.exception not in names:
            continue
        match = _pattern(row.now).fullmatch(text)
        if match is not None and (not row.only or holds(row.only)):
            text = row.then(match) if callable(row.then) else match.expand(row.then)
    return text


@cache
def _pattern(now: str) -> re.Pattern[str]:
    """Compiled when a text may be one: most processes of bodies end before."""
    return re.compile(now, re.S)

"""What the reference interpreter says about a template over given names: the other side of the comparisons in this folder."""

from __future__ import annotations

from typing import Any

from template_guest import OVERFLOW, RAISED, TemplateGuest, compile_templates

from noetlc.interp.templates import MISSING, parse
from noetlc.interp.typing_rules import type_text
from noetlc.interp.values import Output, StepData, TemplateError, to_data

ENV: dict[str, Any] = {
    "a": 5, "b": -3, "f": 2.5, "z": 0, "t": True, "n": None, "s": "Hello World", "e": "", "xs": [3, 1, 2],
    "ss": ["b", "A", "c", "a"], "m": {"k": 1, "x y": [1, {"q": None}], "items": 7}, "em": {}, "el": [],
    "rows": [{"n": "x", "v": 3, "o": {"d": 1}}, {"n": "Y", "v": 1, "o": {"d": 2}}, {"n": "x", "v": 2}],
    "step": {"v": 1, "w": [1, 2]}, "stepd": {"data": 5, "r": 1}, "stepl": [1, 2],
    "output": {"status": "ok", "data": {"v": 9, "status": "user", "l": [4, 5]}, "ref": None, "error": None},
    "big": 9007199254740993, "h": 12345678901, "wide": 123456789012345678901234567890, "txt": "  padded\t\n",
    "lines": "a\nb\r\nc\n\nd", "html": "<b>Hi</b> &amp; <i>there</i> &lt;x&gt; &#65; &copy &notit; &bogus;",
    "u": "héllo wörld €𝄞", "js": '{"a": [1, 2.0, "x"]}', "nested": [[1, 2], [3, [4]]],
    "dupes": [1, True, 1.0, "a", "A", None, [1], [True], [1]],
    "tree": [{"n": "a", "c": [{"n": "b", "c": []}, {"n": "d", "c": [{"n": "e", "c": []}]}]}, {"n": "z", "c": []}],
}  # fmt: skip


class Interpreted:
    """Names as the interpreter looks them up; the same rules as the guest's `EnvNames`."""

    def __init__(self, env: dict[str, Any]) -> None:
        self.env = env

    def find(self, name: str) -> object:
        if name not in self.env:
            return MISSING
        value = self.env[name]
        if isinstance(value, dict) and name == "output":
            return Output(value)
        if isinstance(value, dict) and name.startswith("step"):
            return StepData(value)
        return value


def interpreted(text: str, env: dict[str, Any]) -> Any:
    """The typed value of a template, or (RAISED, line)."""
    template, names = parse(text), Interpreted(env)
    try:
        return to_data(template.value(names)) if template.lone else type_text(template.text(names))
    except TemplateError as error:
        return (RAISED, text.count("\n", 0, error.offset or 0) + 1)


def same(a: Any, b: Any) -> bool:
    """Equal in value, type, map order and sign of zero."""
    if type(a) is not type(b):
        return False
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    return bool(a == b and (not isinstance(a, float) or repr(a) == repr(b)))


def differences(templates: list[str], env: dict[str, Any] | None = None) -> list[tuple[str, Any, Any]]:
    """(template, interpreter's value, compiled value) wherever the two differ."""
    names = ENV if env is None else env
    guest = TemplateGuest(compile_templates(templates))
    guest.call("guest_set_env", guest.to_val(names))
    found: list[tuple[str, Any, Any]] = []
    for text, entry in zip(templates, guest.compiled.entries, strict=True):
        want, got = interpreted(text, names), guest.result(entry)
        if got == OVERFLOW and isinstance(want, int) and not -(1 << 63) <= want < 1 << 63:
            guest = TemplateGuest(guest.compiled)  # an aborted instance is not used again
            guest.call("guest_set_env", guest.to_val(names))
        elif not same(want, got):
            found.append((text, want, got))
    return found

"""Full names of what library modules define: no body can spell them."""

from __future__ import annotations


def full_name(module: str, name: str) -> str:
    """The name of a library definition inside a body."""
    return f"1{module}_{name}"


class PrivateName(str):
    """The name `_Class__x` of a definition that is written `__x` in its class, which is what it shows."""

    written: str

    def __new__(cls, name: str, written: str) -> PrivateName:
        made = super().__new__(cls, name)
        made.written = written
        return made

    def __reduce__(self) -> tuple[type[PrivateName], tuple[str, str]]:
        return PrivateName, (str(self), self.written)


def shown_name(name: str) -> str:
    """The name a definition shows: that of the library for spliced ones, `fmean` for `fmean_by`, which stands in for it."""
    if isinstance(name, PrivateName):
        return name.written
    return name.partition("_")[2].removesuffix("_by").removesuffix("_with") if name.startswith("1") else name


def library_of(name: str) -> str:
    """The library module of a spliced definition, "" for any other name."""
    return name[1:].partition("_")[0] if name.startswith("1") else ""


def hidden(attribute: str) -> str:
    """The name of an attribute of a closed module that bodies must not see, which they cannot spell."""
    return "1" + attribute if attribute.startswith("_") and not attribute.startswith("__") else attribute


TYPE_NAME = hidden("_type_name")
"""The attribute of a library class with the name that messages show, if it is not its own: that of the class in CPython's C code."""


OTHER_PARTS = hidden("_other_parts")
"""The attribute of a library class whose instances have other attributes than CPython's."""


ABSTRACT_KIND = "1abstract_kind"
"""The attribute of a library class that is of ABCMeta in CPython."""


BEGINNING = "1beginning"
"""The argument of a call of `globals` that says how the names that count begin."""

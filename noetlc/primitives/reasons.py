"""Why a run is left to the interpreter: what a body or template may do that its compiled form does not."""

from __future__ import annotations

REASONS = (
    "",  # no reason: an abort of another kind
    "pattern of bytes",
    "replacement of bytes",
    "name of a character",
    "union of classes",
    "method of a property",
    "seed of version 1",
    "JSON that is not UTF-8",
    "URL of bytes",
    "complex number",
    "deeply nested literal",
    "struct field p of no bytes",
    "struct iterator over a bytearray",
    "keyword that is no string",
    "name of a generator",
    "dict of a class",
    "origin of an exception",
    "change of a function",
    "group of plain exceptions",
    "memory of an array",
    "memory of several dimensions",
    "other size of a bytearray with views",
    "attribute of a library dict",
    "vars of an object with slots",
    "change of a class beside slots",
    "special method of a built-in type",
    "rounding to no int",
    "pow of three objects",
    "builtin as a variable",
    "power of a Decimal",
    "pattern of many nested groups",
    "class with a base that is none",
    "namespace of a class",
    "name of a class",
    "slots that no class statement has",
    "layout of a value",
    "host in brackets",
    "words of a shell without POSIX rules",
    "low recursion limit",
    "deep recursion",
    "exit with a tuple",
)  # fmt: skip
"""The texts of the manifest's `reasons`. Their order here is their order there; a module lists those it can give."""


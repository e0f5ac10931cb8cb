"""Names that a body has as a module: its text at the start, and what CPython says of every module."""

from __future__ import annotations

import pytest
from bodies import compare

_BODIES = {
    "with a text": '"""A module.\n\n  About nothing.\n"""\nprint(repr(__doc__))\ndef f():\n    "of f"\n    return __doc__\nprint(f() is __doc__)\n',
    "without": "print(__doc__, __name__, __package__, __debug__)\nprint(len(__doc__ or ''))\n",
    "of a class": '"mine"\nclass C:\n    "of C"\n    text = __doc__\n    def f(self): return __doc__\nprint(C.text, C().f(), C.__doc__)\n',
    "a class without": '"mine"\nclass C:\n    text = __doc__\nprint(C.text, C.__doc__)\n',
    "assigned": "'mine'\n__doc__ += ' and more'\nprint(__doc__)\n",
    "in a call": "'Usage: {}'\ndef usage():\n    print(__doc__.format('x'), __doc__.strip().splitlines())\nusage()\n",
}


@pytest.mark.parametrize("name", _BODIES)
def test_names_of_the_module(name: str) -> None:
    assert compare(_BODIES[name]) == ""

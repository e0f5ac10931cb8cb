"""`decimal` and `fractions` of compiled bodies against CPython's: random operations, and what both modules have."""

from __future__ import annotations

import ast
import decimal
import fractions
import json
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bodies import NotLowered, compiled, expression_differences, first_difference, in_cpython, in_wasm

import noetlc
from noetlc.interp.pybody import versions
from noetlc.lower.python.rewrite.library_source import source
from noetlc.primitives.modules import LACKING

ROUNDINGS = [name for name in dir(decimal) if name.startswith("ROUND_")]
SIGNALS = "Clamped DivisionByZero FloatOperation Inexact InvalidOperation Overflow Rounded Subnormal Underflow".split()
TRAPS = [["InvalidOperation", "DivisionByZero", "Overflow"], [], ["Inexact"], ["Subnormal", "Underflow", "Clamped"]]
UNARY = """__neg__ __pos__ __abs__ __str__ __repr__ __int__ __float__ __floor__ __ceil__ __trunc__ __round__ __bool__ normalize
to_integral_value to_integral_exact sqrt as_tuple adjusted is_signed is_zero number_class is_normal is_subnormal to_eng_string
copy_abs copy_negate logb as_integer_ratio""".split()
BINARY = """__add__ __sub__ __mul__ __truediv__ __floordiv__ __mod__ __divmod__ __radd__ __rsub__ __rtruediv__ __eq__ __lt__ __le__ __gt__
__ge__ compare compare_total compare_total_mag compare_signal max min max_mag min_mag quantize copy_sign same_quantum remainder_near
scaleb""".split()

RUN = """
import decimal
from decimal import Context, Decimal, getcontext, setcontext
signals = [decimal.Clamped, decimal.DivisionByZero, decimal.FloatOperation, decimal.Inexact, decimal.InvalidOperation, decimal.Overflow,
           decimal.Rounded, decimal.Subnormal, decimal.Underflow]
def run(kind, name, args, prec, rounding, emin, emax, clamp, traps):
    context = Context(prec=prec, rounding=rounding, Emin=emin, Emax=emax, clamp=clamp, traps=[s for s in signals if s.__name__ in traps])
    setcontext(context)
    try:
        if kind == "format":
            made = format(Decimal(args[0]), args[1])
        elif kind == "power":
            made = Decimal(args[0]) ** Decimal(args[1])
        elif kind == "hash":
            made = hash(Decimal(args[0]))
        elif kind == "float":
            made = (Decimal(args[0]), Decimal(args[1]) == args[0], Decimal(args[1]) < args[0], hash(Decimal(args[0])))
        elif kind == "quantize":
            made = Decimal(args[0]).quantize(Decimal(args[1]), rounding=args[2])
        elif kind == "create":
            made = context.create_decimal(args[0])
        else:
            made = getattr(Decimal(args[0]), name)(*[Decimal(a) for a in args[1:]])
        text = repr(made)
    except (ArithmeticError, ValueError, TypeError) as error:
        text = type(error).__name__ + ": " + str(error)
    return text + " " + ",".join([s.__name__ for s in signals if context.flags[s]])
for case in cases:
    print(case, run(*case))
"""


def number(rng: random.Random) -> str:
    """A number whose size and precision are near the places where the code decides."""
    if rng.random() < 0.06:
        return rng.choice("NaN sNaN Infinity -Infinity -NaN12 sNaN7 0 -0 0E+5 0E-7 -0.00".split())
    size = rng.choice([1, 2, 3, 5, 8, 9, 10, 17, 18, 19, 20, 27, 28, 29, 30, 36, 40])
    digits = "".join(rng.choice("0123456789" if rng.random() < 0.8 else "099") for _ in range(size))
    if rng.random() < 0.3:
        digits = digits[: rng.randint(1, size)].ljust(size, rng.choice("059"))
    point = rng.randint(0, size - 1)
    text = rng.choice(["", "-"]) + (digits if rng.random() < 0.3 else digits[: size - point] + "." + digits[size - point :])
    return text + (f"E{rng.choice([rng.randint(-10, 10), rng.randint(-60, 60), 400, -400])}" if rng.random() < 0.3 else "")


def specification(rng: random.Random) -> str:
    align = rng.choice(["", "*", "0", " ", "x"]) + rng.choice("<>^=") if rng.random() < 0.3 else ""
    zero = rng.choice(["", "", "0"])
    width = rng.choice(["", "1", "5", "10", "15", "20", "30"])
    precision = rng.choice(["", "", ".0", ".1", ".2", ".3", ".5", ".8", ".30"])
    return (
        align
        + rng.choice(["", "", "+", "-", " "])
        + zero
        + width
        + rng.choice(["", "", ","])
        + precision
        + rng.choice("ffeEgG%Fnd") * rng.randint(0, 1)
    )


def case(rng: random.Random) -> tuple[object, ...]:
    limits = rng.choice([(-999999, 999999)] * 4 + [(-10, 10), (-400, 400)])
    context = (
        rng.choice([28, 28, 28, 9, 3, 1, 18, 19]),
        rng.choice([*ROUNDINGS, *["ROUND_HALF_EVEN"] * 8]),
        *limits,
        rng.choice([0, 0, 0, 1]),
    )
    kind = rng.choice(["unary"] * 6 + ["binary"] * 9 + ["quantize", "format", "format", "power", "hash", "float", "create"])
    name = rng.choice(UNARY if kind == "unary" else BINARY)
    args: tuple[object, ...] = (number(rng), number(rng))
    if kind in ("unary", "hash", "create"):
        args = args[:1]
    elif kind == "quantize":
        args = (args[0], f"1E{rng.choice([-2, -1, 0, 1, -5, -27])}", rng.choice(ROUNDINGS))
    elif kind == "format":
        args = (args[0], specification(rng))
    elif kind == "power":
        args = (args[0], str(rng.choice([0, 1, 2, 3, -1, -2, 5, 10, 17, -7, "2.0", "1E+1", "Infinity", "NaN"])))
    elif kind == "float":
        args = (rng.choice([rng.uniform(-10, 10), rng.random() * 10.0 ** rng.randint(-30, 30), 0.1, 1e22, 0.5]), args[1])
    return (kind, name, args, *context, rng.choice(TRAPS))


def cases(seed: int, count: int) -> list[tuple[object, ...]]:
    """Cases that stay in 64 bits where CPython makes an int: others end the body, for the interpreter to repeat it."""
    rng = random.Random(seed)
    found: list[tuple[object, ...]] = []
    while len(found) < count:
        made = case(rng)
        decimal.setcontext(decimal.DefaultContext)
        if made[1] in ("as_integer_ratio", "__int__", "__floor__", "__ceil__", "__trunc__", "__round__") and made[0] == "unary":
            value = decimal.Decimal(str(made[2][0]))  # type: ignore[index]
            if value.is_finite() and (value.adjusted() > 17 or len(value.as_tuple().digits) > 17 or int(value.as_tuple().exponent) < -17):
                continue
        if made[0] == "power" and made[4] not in ("ROUND_DOWN", "ROUND_HALF_EVEN", "ROUND_HALF_UP", "ROUND_HALF_DOWN"):
            continue
        found.append(made)
    return found


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_random_operations_are_cpythons(seed: int) -> None:
    """Result, exception and flags of a few hundred operations in contexts of all kinds, in one body."""
    code = f"cases = {cases(seed, 400)!r}\n{RUN}"
    expected, found = str(in_cpython(code)), str(in_wasm(code))
    assert found == expected, first_difference(expected, found)


def test_fractions_are_cpythons() -> None:
    prelude = "from fractions import Fraction as F\nfrom decimal import Decimal as D\nimport math"
    expressions = (Path(__file__).parent / "fractions.txt").read_text(encoding="utf-8").split("\n")
    assert expression_differences([e for e in expressions if e], prelude) == []


def members(module: str, name: str) -> set[str]:
    definition = source(module).definitions[name]
    assert isinstance(definition, ast.ClassDef)
    return {part.name for part in definition.body if isinstance(part, ast.FunctionDef)}


PLAIN = set(dir(object)) | {"__slots__", "__dict__", "__weakref__", "__module__", "__abstractmethods__", "_abc_impl"}


@pytest.mark.parametrize(
    ("module", "cls"),
    [("decimal", decimal.Decimal), ("decimal", decimal.Context), ("fractions", fractions.Fraction)],
    ids=["Decimal", "Context", "Fraction"],
)
def test_what_a_class_lacks_is_known(module: str, cls: type) -> None:
    """A name that only CPython has must be refused, or a body would find it missing."""
    lacking = set(dir(cls)) - members(module, cls.__name__) - LACKING[module] - PLAIN
    if not versions.is_reference():
        pytest.skip("reference Python only: newer versions have other private names")
    assert lacking <= {"_operator_fallbacks", "_richcmp", "_add", "_sub", "_mul", "_div", "_floordiv", "_mod", "_divmod", "_apply"}


def test_no_variable_of_the_library_has_the_name_of_a_definition() -> None:
    """It would hide the definition from the whole function or class."""
    for module in ("decimal", "fractions"):
        found = source(module)
        for stmt in found.definitions.values():
            stored = (
                {n.id for n in ast.walk(stmt) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
                if not isinstance(stmt, ast.Assign)
                else set()
            )
            stored |= {n.arg for n in ast.walk(stmt) if isinstance(n, ast.arg)}
            assert not stored & found.names, ast.unparse(stmt).split("\n")[0]


def test_only_what_is_used_is_linked() -> None:
    small = compiled("from decimal import Decimal\nresult = str(Decimal('1.5') + 1)\n")
    large = compiled("from decimal import Decimal\nresult = str(Decimal('1.5').sqrt() ** 2 // 1) + f'{Decimal(1):,.2f}'\n")
    assert len(small) < len(large)
    assert b"digits_root" in large
    assert b"digits_root" not in small


@pytest.mark.parametrize(
    "code",
    [
        "from decimal import Decimal\nresult = str(Decimal(1).logical_and(Decimal(1)))",
        "from decimal import Decimal\nresult = str(getattr(Decimal(1), 'next_plus')())",
        "import decimal\nresult = str(decimal.DecimalTuple(0, (1,), 0))",
        "from fractions import Fraction\nresult = Fraction(1, 2)._numerator",
    ],
)
def test_what_is_missing_is_refused(code: str) -> None:
    with pytest.raises(NotLowered):
        compiled(code)


def test_each_body_starts_with_the_default_context() -> None:
    """Nothing survives a body, on both engines."""
    first = "from decimal import getcontext\ngetcontext().prec = 3\nresult = 1"
    second = "from decimal import Decimal\nresult = Decimal(1) / 3"
    steps = [{"step": "start", "tool": {"kind": "python", "code": first}, "next": {"arcs": [{"step": "end"}]}}]
    steps.append({"step": "end", "tool": {"kind": "python", "code": second}})
    source = json.dumps({"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "c", "path": "c"}, "workflow": steps})
    ran = noetlc.run(noetlc.build(source, verify=False).wasm, {})
    assert ran["result"] == noetlc.interpret(source)["result"] == "0.3333333333333333333333333333"

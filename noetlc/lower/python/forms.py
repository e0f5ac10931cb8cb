"""Which function lowers which node: the one place that knows all rooms.

Rooms lower the nodes inside theirs with `expression` and `block` of `frame/evaluation.py`, which look here.
"""

from __future__ import annotations

import ast

from noetlc.lower.python.calls import attributes, call
from noetlc.lower.python.classes import definition as classes
from noetlc.lower.python.expressions import atoms, display, operators, texts, yields
from noetlc.lower.python.frame.context import Forms
from noetlc.lower.python.frame.inputs import InputName, InputNames, input_value, inputs_value
from noetlc.lower.python.functions import definitions as functions
from noetlc.lower.python.loops import comprehensions, loop_statements
from noetlc.lower.python.modules import imports
from noetlc.lower.python.statements import exceptions, matching, simple, with_statement

FORMS = Forms(
    expressions={
        ast.Attribute: attributes.attribute_value,
        ast.Await: yields.awaited,
        ast.BinOp: operators.binary,
        ast.BoolOp: operators.bool_value,
        ast.Call: call.call,
        ast.Compare: operators.compare,
        ast.Constant: atoms.constant,
        ast.Dict: display.dictionary,
        ast.DictComp: comprehensions.dict_comprehension,
        ast.GeneratorExp: comprehensions.generator,
        ast.IfExp: operators.conditional,
        InputName: input_value,
        InputNames: inputs_value,
        ast.JoinedStr: texts.text,
        ast.Lambda: functions.lambda_,
        ast.List: display.sequence,
        ast.ListComp: comprehensions.list_comprehension,
        ast.Name: atoms.name,
        ast.NamedExpr: operators.walrus,
        ast.Set: display.sequence,
        ast.SetComp: comprehensions.set_comprehension,
        ast.Slice: operators.slice_value,
        ast.Subscript: operators.subscript,
        ast.Tuple: display.sequence,
        ast.UnaryOp: operators.unary,
        ast.Yield: yields.yield_value,
        ast.YieldFrom: yields.yield_from,
    },
    statements={
        ast.AnnAssign: simple.annotated,
        ast.Assert: simple.assert_,
        ast.Assign: simple.assignment,
        ast.AsyncFunctionDef: functions.def_,
        ast.AsyncWith: with_statement.with_,
        ast.AugAssign: simple.augmented,
        ast.Break: simple.jump,
        ast.ClassDef: classes.class_,
        ast.Continue: simple.jump,
        ast.Delete: simple.delete,
        ast.Expr: simple.expression_statement,
        ast.For: loop_statements.for_,
        ast.FunctionDef: functions.def_,
        ast.Global: simple.nothing,
        ast.If: simple.if_,
        ast.Import: imports.import_,
        ast.ImportFrom: imports.import_from,
        ast.Match: matching.match_,
        ast.Nonlocal: simple.nothing,
        ast.Pass: simple.nothing,
        ast.Raise: exceptions.raise_statement,
        ast.Return: simple.return_,
        ast.Try: exceptions.try_,
        ast.While: loop_statements.while_,
        ast.With: with_statement.with_,
    },
)

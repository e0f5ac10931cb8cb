"""Rewrites that know in which scope they are: what a function, class or comprehension evaluates outside of its own is visited there."""

from __future__ import annotations

import ast

from noetlc.lower.python.facts.scope import ComprehensionNode, Scopes


class ScopedTransformer(ast.NodeTransformer):
    """A transformer whose `scope` is that of the node it visits. Annotations are visited by nobody."""

    def __init__(self, scopes: Scopes) -> None:
        self.scopes = scopes
        self.scope = scopes.root

    def inside(self, owner: ast.AST, node: ast.AST, fields: tuple[str, ...]) -> None:
        """Visits fields of a node in the scope that `owner` opens."""
        outer, self.scope = self.scope, self.scopes.by_node[owner]
        self.fields(node, fields)
        self.scope = outer

    def fields(self, node: ast.AST, fields: tuple[str, ...]) -> None:
        """`generic_visit` for some of a node's fields."""
        for f in fields:
            value = getattr(node, f)
            if isinstance(value, list):
                value[:] = [new for old in value for new in self.replacements(old)]
            elif isinstance(value, ast.AST):
                setattr(node, f, self.visit(value))

    def replacements(self, item: object) -> list[object]:
        new = self.visit(item) if isinstance(item, ast.AST) else item
        return new if isinstance(new, list) else [] if new is None and item is not None else [new]

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
        self.fields(node, ("args", "decorator_list"))
        self.inside(node, node, ("body",))
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.stmt:
        return self.visit_FunctionDef(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        self.fields(node, ("args",))
        self.inside(node, node, ("body",))
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        self.fields(node, ("bases", "keywords", "decorator_list"))
        self.inside(node, node, ("body",))
        return node

    def comprehension(self, node: ComprehensionNode) -> ast.expr:
        first = node.generators[0]
        first.iter = self.visit(first.iter)
        owner = self.scopes.generators.get(node, node) if isinstance(node, ast.GeneratorExp) else node
        self.inside(owner, node, ("key", "value") if isinstance(node, ast.DictComp) else ("elt",))
        for generator in node.generators:
            self.inside(owner, generator, ("target", "ifs") if generator is first else ("target", "iter", "ifs"))
        return node

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

"""All rewrites of a body, in order."""

from __future__ import annotations

import ast

from noetlc.lower.python.facts.type_looks import looks_at_types
from noetlc.lower.python.rewrite.aliases import name_bisect, name_module, replace_aliases
from noetlc.lower.python.rewrite.annotations import imported_names, keep_names
from noetlc.lower.python.rewrite.asked_classes import ask_classes
from noetlc.lower.python.rewrite.attributes_by_text import name_attributes
from noetlc.lower.python.rewrite.builtin_names import name_builtins
from noetlc.lower.python.rewrite.called_forms import write_called
from noetlc.lower.python.rewrite.checking_only import drop_checking
from noetlc.lower.python.rewrite.class_annotations import write_annotations
from noetlc.lower.python.rewrite.class_imports import write_class_imports, write_left_imports
from noetlc.lower.python.rewrite.class_parts import link_parts
from noetlc.lower.python.rewrite.code_parts import link_code
from noetlc.lower.python.rewrite.complex_constants import keep_complex
from noetlc.lower.python.rewrite.coroutines import write_coroutines
from noetlc.lower.python.rewrite.csv_attributes import refuse_attributes
from noetlc.lower.python.rewrite.dataclass import expand
from noetlc.lower.python.rewrite.driven import expand_driven
from noetlc.lower.python.rewrite.enums import expand_enums
from noetlc.lower.python.rewrite.fixed_names import fix_names
from noetlc.lower.python.rewrite.forgotten_imports import drop_forgotten
from noetlc.lower.python.rewrite.format_fields import expand_formats
from noetlc.lower.python.rewrite.generator_loops import close_left
from noetlc.lower.python.rewrite.groups import expand_groups
from noetlc.lower.python.rewrite.held_globals import ask_again
from noetlc.lower.python.rewrite.hidden_forms import free_forms
from noetlc.lower.python.rewrite.hidden_methods import take_hidden
from noetlc.lower.python.rewrite.implicit_methods import decorate, follow_super
from noetlc.lower.python.rewrite.imports import settle_imports
from noetlc.lower.python.rewrite.item_keys import expand_item_keys
from noetlc.lower.python.rewrite.library import link_library
from noetlc.lower.python.rewrite.made_dataclasses import write_made
from noetlc.lower.python.rewrite.maps_read import read_maps
from noetlc.lower.python.rewrite.memoized import keep_results
from noetlc.lower.python.rewrite.method_kinds import link_kinds
from noetlc.lower.python.rewrite.module_objects import write_module_objects
from noetlc.lower.python.rewrite.module_values import write_modules
from noetlc.lower.python.rewrite.named_tuples import settle_named_tuples
from noetlc.lower.python.rewrite.passing_lists import pass_lists
from noetlc.lower.python.rewrite.places import set_places
from noetlc.lower.python.rewrite.private import mangle
from noetlc.lower.python.rewrite.regex_flags import name_flags
from noetlc.lower.python.rewrite.renamed_imports import name_imports
from noetlc.lower.python.rewrite.scanners import link_scanners
from noetlc.lower.python.rewrite.star_import import expand_stars
from noetlc.lower.python.rewrite.total_orders import write_orders
from noetlc.lower.python.rewrite.type_methods import write_type_methods
from noetlc.lower.python.rewrite.typed_values import write_types
from noetlc.lower.python.rewrite.unbound_values import keep_unbound
from noetlc.lower.python.rewrite.union_values import write_unions
from noetlc.lower.python.rewrite.unions import name_unions
from noetlc.lower.python.rewrite.version import fold_version

AT_FIRST = (drop_checking, name_imports, free_forms)
BEFORE_TYPES = (
    mangle,
    name_attributes,
    name_module,
    fold_version,
    expand_groups,
    close_left,
    expand_stars,
    drop_forgotten,
    write_class_imports,
    write_modules,
    ask_again,
    settle_imports,
    write_type_methods,
    write_module_objects,
    name_flags,
    keep_unbound,
    name_builtins,
    replace_aliases,
    name_bisect,
    settle_named_tuples,
    write_called,
    write_made,
    expand_formats,
    link_scanners,
    refuse_attributes,
    expand_item_keys,
    keep_results,
    fix_names,
    write_coroutines,
    decorate,
    follow_super,
    name_unions,
    write_unions,
    ask_classes,
)
BEFORE_LIBRARY = (
    read_maps,
    take_hidden,
    write_orders,
    expand,
    expand_enums,
    write_left_imports,
    write_annotations,
    link_parts,
    link_kinds,
    keep_complex,
)


def rewrite(tree: ast.Module, as_function: bool, predefined_modules: frozenset[str]) -> None:
    """Gives what has a simpler form that form, in place; `as_function` if the body is run as one. Raises Refused."""
    set_places(tree, as_function)
    for simplify in AT_FIRST:
        simplify(tree)
    looks = looks_at_types(tree)
    for simplify in BEFORE_TYPES:
        if not looks or simplify not in (name_unions, write_unions):
            simplify(tree)
    write_types(tree, as_function, looks)
    for simplify in BEFORE_LIBRARY:
        simplify(tree)
        if simplify is expand:
            link_code(tree, as_function)
    imported = imported_names(tree)  # before the imports of library modules go
    link_library(tree, as_function, predefined_modules)
    expand_driven(tree)
    pass_lists(tree)
    keep_names(tree, imported)

"""What the text of a body says about values at run time: it decides which rare runtime code is linked."""

from __future__ import annotations

import ast
import re

from noetlc.frontend import syntax
from noetlc.layout.encodings import features_of_encodings
from noetlc.layout.features import Feature
from noetlc.layout.tags import T_CLASS, T_INSTANCE
from noetlc.lower.python.facts.full_names import ABSTRACT_KIND, OTHER_PARTS, TYPE_NAME, full_name, library_of, shown_name
from noetlc.lower.python.facts.hints import calculates, fills_dicts, takes_letters
from noetlc.lower.python.facts.mentions import ABSTRACT_META, Mentions, makes_class
from noetlc.lower.python.facts.nodes import Nodes
from noetlc.lower.python.facts.odd_methods import has_odd_methods
from noetlc.lower.python.facts.products import multiplies_again
from noetlc.lower.python.facts.stopping import stops_with_values
from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.in_c import is_class_in_c
from noetlc.primitives.modules import ZONES

# modules whose values have no operators of their own
_PLAIN_MODULES = frozenset(
    """__future__ ast base64 binascii copy hashlib hmac html json math os random re string struct sys textwrap time typing
    urllib uuid""".split()
)

# calls that only iterate their arguments
_ITERATING = frozenset(
    "list sorted len tuple set dict enumerate zip any all min max sum map filter frozenset reversed join extend update".split()
)

NUMBERS = "numbers"  # the library module whose classes have a metaclass that instances are tested by
CLASS_PARTS = frozenset("__mro__ __bases__ __base__ __abstractmethods__".split())
FUNCTION_PARTS = frozenset("__defaults__ __kwdefaults__ __annotations__ __code__".split())

GENERATOR_STATES = frozenset("gi_running gi_suspended cr_running cr_suspended 1state".split())
_FUNCTION_NAMES = frozenset(("__name__", "__qualname__"))
_PROPERTY_PARTS = frozenset("__doc__ __isabstractmethod__ __set__ __get__ __delete__".split())

_CLASS_MEMBERS = frozenset(
    """combine from_bytes fromhex fromisocalendar fromisoformat fromordinal fromtimestamp max min now resolution strptime today utc
    utcfromtimestamp utcnow""".split()
)  # of dates, times and numbers
_NUMBERS = frozenset(("bool", "float", "int"))

_VIEWS = frozenset(("keys", "values", "items"))
_MAKING_ITERATORS = frozenset("iter enumerate zip map filter reversed".split())

# modules none of whose functions return an iterator
_WITHOUT_ITERATORS = frozenset("__future__ base64 datetime hashlib json math random time uuid".split())


def features(nodes: Nodes, mentions: Mentions, traced: bool) -> frozenset[int]:
    """The features that a body makes live, and tags; `traced` says that it may see tracebacks."""
    imported, harmless = _imported(nodes), harmless_places(nodes)
    views = _escaping_views(nodes, harmless)
    metaclasses = _has_metaclasses(nodes)
    told = (
        (mentions.makes_classes or any(len(n.bases) > 1 for n in nodes.of(ast.ClassDef)), Feature.SEVERAL_BASES),
        (metaclasses or _reads_parts(mentions) or _has_base_entries(mentions), Feature.METACLASSES),
        (_reads_parts(mentions), Feature.CLASS_PARTS),
        (not _PROPERTY_PARTS.isdisjoint(mentions.attributes | mentions.texts), Feature.PROPERTY_PARTS),
        (_has_url_bytes(nodes, mentions, imported), Feature.URL_BYTES),
        (not mentions.definitions.isdisjoint(full_name("array", n) for n in ("array", "memoryview")), Feature.MEMORY_VIEWS),
        (full_name("array", "array") in mentions.definitions, Feature.ARRAYS),
        (not FUNCTION_PARTS.isdisjoint(mentions.attributes | mentions.texts), Feature.FUNCTION_PARTS),
        (not GENERATOR_STATES.isdisjoint(mentions.attributes | mentions.texts), Feature.GENERATOR_STATES),
        (_sets(_FUNCTION_NAMES, nodes, mentions), Feature.FUNCTION_NAMES),
        ("__qualname__" in mentions.attributes | mentions.texts, Feature.QUALIFIED_NAMES),
        ("encode" in mentions.attributes, Feature.ENCODES),
        (fills_dicts(nodes, mentions), Feature.FILLS),
        (takes_letters(nodes, mentions, imported), Feature.LETTERS),
        (calculates(nodes, imported), Feature.CALCULATES),
        (_has_attribute_hooks(nodes, mentions), Feature.ATTRIBUTE_HOOKS),
        ("NotImplemented" in mentions.names, Feature.PLAIN_METHODS),
        (_has_class_likes(nodes, mentions), Feature.CLASS_LIKES),
        (_computes_names(nodes), Feature.COMPUTED_NAMES),
        (_asks_for_class_members(nodes, mentions), Feature.CLASS_MEMBERS),
        ("__slots__" in mentions.texts or any("__slots__" in assigned_in(n) for n in nodes.of(ast.ClassDef)), Feature.SLOTS),
        (_sets_on_named_tuples(nodes, mentions), Feature.SLOTS),
        (_changes_builtins(nodes, mentions), Feature.BUILTIN_CHANGES),
        (_sets_read_only(nodes, mentions), Feature.READ_ONLY),
        (not _SYNTAX_ERRORS.isdisjoint(mentions.names), Feature.SYNTAX_PARTS),
        (any(name.split(".")[0] not in _PLAIN_MODULES for name in imported), Feature.OPERATORS),
        (any(n.value is ... for n in nodes.of(ast.Constant)), T_CLASS),  # which `...` is
        (not _SHOWN_AS_CLASSES.isdisjoint(mentions.names), T_CLASS),
        ("__class__" in mentions.texts, T_CLASS),  # which `getattr` may give
        (not views.isdisjoint(("keys", "items")), Feature.VIEW_OPERANDS),  # these could reach an operator or comparison
        (bool(views), Feature.VIEW_VALUES),
        (_iterators_are_values(nodes, imported, harmless), Feature.ITERATOR_VALUES),
        (_has_own_exceptions(nodes, mentions), T_INSTANCE),  # which `raise` of a class makes, too
        (_has_tuple_keys(nodes), Feature.TUPLE_KEYS),
        (traced or _sees_exceptions(nodes, imported), Feature.EXCEPTION_VALUES),
        (_repeats_keys(nodes), Feature.REPEATED_KEYS),
        (_has_origins(nodes, mentions), Feature.ORIGINS),
        (_has_unicode_parts(nodes, mentions), Feature.UNICODE_PARTS),
        (_names_files(nodes), Feature.FILE_ERRORS),
        (_asks_sameness(nodes, mentions), Feature.SAMENESS),
        (_has_own_equalities(mentions) or metaclasses, Feature.OWN_EQUALITIES),
        (has_odd_methods(nodes), Feature.ODD_METHODS),
        (not _OS_ERRORS.isdisjoint(mentions.names) and _sets(_FILE_PARTS, nodes, mentions), Feature.FILE_PARTS),
        (_has_unicode_parts(nodes, mentions) and _sets(_UNICODE_FIELDS, nodes, mentions), Feature.UNICODE_SET),
        (stops_with_values(nodes, mentions), Feature.STOP_VALUES),
        ("surrogateescape" in mentions.texts, Feature.BYTE_ESCAPES),
        (not _SHA3.isdisjoint(mentions.texts), Feature.SHA3),
        (_spells_halves(nodes, mentions), Feature.HALF_TEXTS),
        (multiplies_again(nodes), Feature.LARGE_PRODUCTS),
        (_has_large_numbers(nodes), Feature.LARGE_SIZES),
    )
    return frozenset(_named_features(mentions) | features_of_encodings(mentions.texts) | {feature for holds, feature in told if holds})


_SHA3 = frozenset(("sha3_224", "sha3_256", "sha3_384", "sha3_512"))  # as names of hashes
_LONG = re.compile(r"\d{10}")


def _has_large_numbers(nodes: Nodes) -> bool:
    """Whether numbers of a body may be sizes beyond 31 bits, at a glance: it spells some, in texts too, or powers, shifts or products."""
    for made in nodes.of(ast.BinOp):
        right = made.right.value if isinstance(made.right, ast.Constant) else None
        small = 4 if isinstance(made.op, ast.Pow) else 9999
        if isinstance(made.op, ast.Pow | ast.LShift | ast.Mult) and isinstance(right, int) and right > small:
            return True
        if isinstance(made.op, ast.Pow | ast.LShift) and right is None:
            return True
    values = [n.value for n in nodes.of(ast.Constant)]
    return any(type(v) is int and v > 0x7FFFFFFF for v in values) or any(isinstance(v, str) and _LONG.search(v) is not None for v in values)


_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def _spells_halves(nodes: Nodes, mentions: Mentions) -> bool:
    """Whether the code of a half character stands in a body, as a number or in an escape. Its characters the linker sees."""
    if any(type(n.value) is int and 0xD800 <= n.value < 0xE000 for n in nodes.of(ast.Constant)):
        return True
    return any(map(_HALF.search, mentions.texts)) or any(b"\\u" in n.value for n in nodes.of(ast.Constant) if isinstance(n.value, bytes))


_UNICODE_ERRORS = frozenset(("UnicodeDecodeError", "UnicodeEncodeError", "UnicodeTranslateError"))
_CODING = frozenset("encode decode bytes bytearray UnicodeError".split()) | _UNICODE_ERRORS
_UNICODE_FIELDS = frozenset("encoding object start end reason".split())
_UNICODE_PARTS = _UNICODE_FIELDS | {"args", "__repr__"}


def _has_unicode_parts(nodes: Nodes, mentions: Mentions) -> bool:
    """Whether a body encodes or decodes and, at a glance, looks at what an error is made of."""
    named = mentions.names | mentions.attributes
    if named.isdisjoint(_CODING) and mentions.texts.isdisjoint(_CODING):
        return False
    texts = mentions.texts
    shown = any(n.conversion in (97, 114) for n in nodes.of(ast.FormattedValue)) or any("%r" in t or "!r" in t for t in texts)
    return shown or not _UNICODE_PARTS.isdisjoint(mentions.attributes | texts) or not (_UNICODE_ERRORS | {"repr"}).isdisjoint(named)


def _derives_from_os_error(name: str) -> bool:
    return name == "OSError" or (name in EXCEPTIONS and _derives_from_os_error(EXCEPTIONS[name]))


_OS_ERRORS = frozenset(filter(_derives_from_os_error, EXCEPTIONS))


def _names_files(nodes: Nodes) -> bool:
    """Whether a body may make an OSError of three arguments: it calls its class so, derives from it, or passes it on."""
    harmless = {id(n.exc) for n in nodes.of(ast.Raise)}
    for call in nodes.of(ast.Call):
        if len(call.args) < 3 and not any(isinstance(a, ast.Starred) for a in call.args):
            harmless.add(id(call.func))
            if isinstance(call.func, ast.Name) and call.func.id in ("isinstance", "issubclass"):
                harmless.update(map(id, call.args))
    harmless.update(id(n.type) for n in nodes.of(ast.ExceptHandler))
    harmless.update(id(one) for n in nodes.of(ast.Tuple) for one in n.elts)
    return any(n.id in _OS_ERRORS and isinstance(n.ctx, ast.Load) and id(n) not in harmless for n in nodes.of(ast.Name))


_FILE_PARTS = frozenset(("errno", "strerror", "filename", "filename2"))


def _sets(parts: frozenset[str], nodes: Nodes, mentions: Mentions) -> bool:
    """Whether a body may set attributes of these names."""
    named = "setattr" in mentions.names and not parts.isdisjoint(mentions.texts)
    return named or any(n.attr in parts and isinstance(n.ctx, ast.Store) for n in nodes.of(ast.Attribute))


# a constant whose text its class tells, and exceptions whose text is None without arguments
_SHOWN_AS_CLASSES = frozenset("NotImplemented SyntaxError IndentationError TabError".split())
_WITHOUT_EXCEPTIONS = frozenset("__future__ base64 datetime hashlib json math random re string time uuid".split())  # as values


def _sees_exceptions(nodes: Nodes, imported: set[str]) -> bool:
    """Whether a body may look at exceptions that were raised, or has classes of its own for them."""
    if any(h.name is not None for h in nodes.of(ast.ExceptHandler)) or not imported <= _WITHOUT_EXCEPTIONS:
        return True
    return nodes.has(ast.With, ast.AsyncWith, ast.ClassDef)


_OF_EXCEPTIONS = frozenset("__init__ __new__ __str__ __repr__ __format__ __eq__ __hash__ __bool__ __getattr__".split())


def _has_own_exceptions(nodes: Nodes, mentions: Mentions) -> bool:
    """Whether exceptions of some class may have methods that say how they are made, shown or compared."""
    return any(n.bases for n in nodes.of(ast.ClassDef)) and not _OF_EXCEPTIONS.isdisjoint(mentions.definitions | mentions.texts)


def _asks_sameness(nodes: Nodes, mentions: Mentions) -> bool:
    """Whether objects other than constants like None are asked whether they are one."""
    if not {"id", "is_", "is_not"}.isdisjoint(mentions.names | mentions.attributes | mentions.definitions):
        return True
    for node in nodes.of(ast.Compare):
        sides = [node.left, *node.comparators]
        for op, *beside in zip(node.ops, sides, sides[1:], strict=False):
            if isinstance(op, ast.Is | ast.IsNot) and not any(isinstance(side, ast.Constant) for side in beside):
                return True
    return False


_EQUALITIES = frozenset("__eq__ __ne__ __hash__ setattr locals vars".split())  # or what puts members into a class by any name


def _has_own_equalities(mentions: Mentions) -> bool:
    """Whether some class may say what its instances equal or how they hash; where none does, a look-up runs no code of a body."""
    named = mentions.names | mentions.attributes | mentions.texts | mentions.definitions
    return mentions.makes_classes or not _EQUALITIES.isdisjoint(named)


_WITH_ORIGINS = frozenset("AttributeError ImportError ModuleNotFoundError NameError UnboundLocalError".split())
_ORIGINS = frozenset("name obj path msg".split())


def _has_origins(nodes: Nodes, mentions: Mentions) -> bool:
    """Whether a body, at a glance, gives named arguments to exceptions that say where they came from, or looks at that."""
    if mentions.names.isdisjoint(_WITH_ORIGINS):
        return False
    if not mentions.attributes.isdisjoint(_ORIGINS):
        return True
    calls = [n for n in nodes.of(ast.Call) if n.keywords]
    return any(isinstance(n.func, ast.Name) and n.func.id in _WITH_ORIGINS for n in calls) or any(
        k.arg in _ORIGINS for n in calls for k in n.keywords
    )


def _reads_parts(mentions: Mentions) -> bool:
    """Whether a body looks at the bases, the order or the members of classes, which are then noted as with metaclasses."""
    reads = not CLASS_PARTS.isdisjoint(mentions.attributes | mentions.texts)
    return reads or not mentions.definitions.isdisjoint(full_name("types", n) for n in _PARTS_FUNCTIONS)


_PARTS_FUNCTIONS = ("dict_of", "dir_of", "dir_by_object", "dir_above", "dir_asked", "subclasses_of")


def _has_attribute_hooks(nodes: Nodes, mentions: Mentions) -> bool:
    """Whether some class of a body says how attributes are found, or which class its instances show."""
    if not mentions.definitions.isdisjoint(("__getattribute__", "__class__")) or "__getattribute__" in mentions.attributes:
        return True
    return any("__class__" in assigned_in(n) for n in nodes.of(ast.ClassDef))


_LIKE_CLASSES = frozenset("__bases__ __instancecheck__ __subclasscheck__".split())


def _has_class_likes(nodes: Nodes, mentions: Mentions) -> bool:
    """Whether instances of some class may be asked as classes are: where a body defines, stores or spells what those have."""
    stored = {n.attr for n in nodes.of(ast.Attribute) if isinstance(n.ctx, ast.Store)}
    if not _LIKE_CLASSES.isdisjoint(mentions.texts | stored):
        return True
    classes = [n for n in nodes.of(ast.ClassDef) if all(getattr(b, "id", "") != "type" for b in n.bases)]  # metaclasses aside
    methods = {s.name for n in classes for s in n.body if isinstance(s, ast.FunctionDef)}
    return not _LIKE_CLASSES.isdisjoint(methods.union(*map(assigned_in, classes)))


def _computes_names(nodes: Nodes) -> bool:
    """Whether `getattr` or `hasattr` is given more than a text that stands there, or is used otherwise than in a call."""
    asking = [n for n in nodes.of(ast.Call) if getattr(n.func, "id", "") in ("getattr", "hasattr")]
    plain = [n for n in asking if len(n.args) > 1 and isinstance(n.args[1], ast.Constant)]
    return sum(n.id in ("getattr", "hasattr") for n in nodes.of(ast.Name)) > len(plain)


def _has_base_entries(mentions: Mentions) -> bool:
    """Whether what is no class may stand among the bases of a class statement and say what is meant."""
    return "__mro_entries__" in mentions.definitions | mentions.names | mentions.attributes | mentions.texts


def _has_url_bytes(nodes: Nodes, mentions: Mentions, imported: set[str]) -> bool:
    """Whether a body has functions for URLs and, at a glance, bytes; where it has none, URLs of bytes leave the run."""
    if not any(name.startswith("urllib") for name in imported):
        return False
    named = mentions.names | mentions.attributes
    return not named.isdisjoint(("bytes", "bytearray", "encode")) or any(isinstance(n.value, bytes) for n in nodes.of(ast.Constant))


def _asks_for_class_members(nodes: Nodes, mentions: Mentions) -> bool:
    """Whether something that is no class by its name is asked for a class method or a value of the class."""
    if not {"getattr", "hasattr"}.isdisjoint(mentions.names) and not _CLASS_MEMBERS.isdisjoint(mentions.texts):
        return True
    imports: list[ast.Import | ast.ImportFrom] = [*nodes.of(ast.Import), *nodes.of(ast.ImportFrom)]
    classes = {(a.asname or a.name).split(".")[0] for n in imports for a in n.names}
    asked = [n.value for n in nodes.of(ast.Attribute) if n.attr in _CLASS_MEMBERS]
    named = [v.value if isinstance(v, ast.Attribute) else v for v in asked]
    return any(not isinstance(v, ast.Name) or v.id not in classes | _NUMBERS for v in named)


def _sets_on_named_tuples(nodes: Nodes, mentions: Mentions) -> bool:
    """Whether attributes may be set of instances of `class P(NamedTuple)`, which have no place for any."""
    if not any(ast.unparse(b).endswith("NamedTuple") for n in nodes.of(ast.ClassDef) for b in n.bases):
        return False
    stored = [n.value for n in nodes.of(ast.Attribute) if not isinstance(n.ctx, ast.Load)]
    return "setattr" in mentions.names or any(not isinstance(v, ast.Name) or v.id not in ("self", "cls") for v in stored)


_SYNTAX_ERRORS = frozenset("SyntaxError IndentationError TabError".split())
READ_ONLY = frozenset("real imag numerator denominator start stop step maxlen".split())
READ_ONLY_OF = {
    "datetime": frozenset("day days fold hour microsecond microseconds minute month second seconds tzinfo year".split()),
    "re": frozenset("endpos flags groupindex groups lastgroup lastindex pattern pos re regs string".split()),
}


def _sets_read_only(nodes: Nodes, mentions: Mentions) -> bool:
    """Whether attributes named as those that values of built-in types have may be set or deleted from outside of a class."""
    imported = _imported(nodes)
    names = READ_ONLY.union(*(found for module, found in READ_ONLY_OF.items() if module in imported))
    stored = [n for n in nodes.of(ast.Attribute) if n.attr in names and not isinstance(n.ctx, ast.Load)]
    named = not {"setattr", "delattr"}.isdisjoint(mentions.names) and not names.isdisjoint(mentions.texts)
    return named or any(not isinstance(n.value, ast.Name) or n.value.id != "self" for n in stored)


def _changes_builtins(nodes: Nodes, mentions: Mentions) -> bool:
    """Whether attributes may be set of what a body does not make itself, built-in classes among it."""
    stored = (n.value for n in nodes.of(ast.Attribute) if not isinstance(n.ctx, ast.Load))
    named = not {"setattr", "delattr"}.isdisjoint(mentions.names)
    return named or any(not isinstance(v, ast.Name) or v.id not in ("self", "cls") for v in stored)


def _has_metaclasses(nodes: Nodes) -> bool:
    """Whether some class of the body has another metaclass than `type`, or one with the module `abc` that the body looks at."""
    named = {id(k.value) for n in nodes.of(ast.ClassDef) for k in n.keywords if k.arg == "metaclass"}
    if any(n.id == ABSTRACT_META and id(n) not in named for n in nodes.of(ast.Name)):
        return True
    if any(makes_class(n) and n.keywords for n in nodes.of(ast.Call)):  # which are for `__init_subclass__`
        return True
    if any(isinstance(n.value, ast.Name) and n.value.id == "type" for n in nodes.of(ast.Attribute)):  # a method of `type`
        return True
    for node in nodes.of(ast.ClassDef):
        if library_of(node.name) in ("", NUMBERS):
            others = [k for k in node.keywords if k.arg == "metaclass" and getattr(k.value, "id", "") != ABSTRACT_META]
            if others or any(isinstance(b, ast.Name) and b.id == "type" for b in node.bases):
                return True
    return False


def _named_features(found: Mentions) -> set[int]:
    """The features that names tell."""
    told = (
        (found.has_classes, (Feature.CLASS_CALLS, Feature.CLASSES, Feature.OPERATORS)),
        (any(library_of(name) == "enum" for name in found.definitions), (Feature.ENUMS, Feature.LIBRARY_OBJECTS)),
        (found.has_abstract, (Feature.ABSTRACT,)),
        ("nan" in found.names | found.attributes, (Feature.NANS,)),
        (full_name(ZONES, "tzinfo") in found.definitions, (Feature.OWN_ZONES,)),
        (TYPE_NAME in found.names, (Feature.TYPE_NAMES,)),
        (ABSTRACT_KIND in found.names, (Feature.ABSTRACT_KINDS,)),
        (any(is_class_in_c(library_of(name), shown_name(name)) for name in found.definitions), (Feature.CLASSES_IN_C,)),
        (OTHER_PARTS in found.names, (Feature.OTHER_PARTS,)),
        (any("." in library_of(name) and shown_name(name)[0].isupper() for name in found.definitions), (Feature.DOTTED_MODULES,)),
    )
    return {feature for holds, features_ in told for feature in features_ if holds}


def assigned_in(node: ast.ClassDef) -> set[str]:
    """The names that the statements of a class assign."""
    return {n.id for s in node.body if isinstance(s, ast.Assign | ast.AnnAssign) for n in syntax.walk(s) if isinstance(n, ast.Name)}


def _imported(nodes: Nodes) -> set[str]:
    """The modules a body imports."""
    return {alias.name for n in nodes.of(ast.Import) for alias in n.names} | {n.module or "" for n in nodes.of(ast.ImportFrom)}


def harmless_places(nodes: Nodes) -> set[int]:
    """The expressions whose value is only iterated, or searched, where it is made."""
    harmless = {id(n.iter) for n in nodes.of(ast.For)} | {id(n.iter) for n in nodes.of(ast.comprehension)}
    harmless.update(id(n.value) for n in nodes.of(ast.Starred))
    for call in nodes.of(ast.Call):
        name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if name in _ITERATING:
            harmless.update(map(id, call.args))
    for compare in nodes.of(ast.Compare):
        if all(isinstance(o, ast.In | ast.NotIn) for o in compare.ops):
            harmless.update(map(id, compare.comparators))
    return harmless


def _called(nodes: Nodes, places: set[int]) -> set[int]:
    """The expressions that are called in these places."""
    return {id(n.func) for n in nodes.of(ast.Call) if id(n) in places}


def _escaping_views(nodes: Nodes, harmless: set[int]) -> set[str]:
    """Which of the methods that make views occur otherwise than called in a harmless place."""
    called = _called(nodes, harmless)
    arguments = [a for n in nodes.of(ast.Call) for a in n.args if isinstance(a, ast.Constant)]
    by_name = {a.value for a in arguments if isinstance(a.value, str) and a.value in _VIEWS}
    return by_name | {n.attr for n in nodes.of(ast.Attribute) if n.attr in _VIEWS and id(n) not in called}


def _has_tuple_keys(nodes: Nodes) -> bool:
    """Whether a tuple stands where keys do: in brackets, before `in`, as a name, as an argument of a method, in what is yielded."""
    places: list[ast.expr | None] = [n.slice for n in nodes.of(ast.Subscript)]
    places += [n.left for n in nodes.of(ast.Compare)] + [n.value for n in nodes.of(ast.Assign)]
    places += [n.key for n in nodes.of(ast.DictComp)] + [n.elt for n in nodes.of(ast.SetComp)] + [n.value for n in nodes.of(ast.Yield)]
    places += [a for n in nodes.of(ast.Call) if isinstance(n.func, ast.Attribute) for a in n.args]
    places += [key for n in nodes.of(ast.Dict) for key in n.keys]
    return any(isinstance(place, ast.Tuple) for place in places)


def _repeats_keys(nodes: Nodes) -> bool:
    """Whether an item is set by a key, no constant, that is looked up in the same place too: `d[k] = d.get(k, 0) + 1`, `d[k] += 1`."""
    keyed = [n for n in nodes.of(ast.Subscript) if not isinstance(n.slice, ast.Constant | ast.Slice)]
    stored = [n for n in keyed if isinstance(n.ctx, ast.Store)]
    if not stored or any(n.target in stored for n in nodes.of(ast.AugAssign)):
        return bool(stored)
    asked = [(n.value, n.slice) for n in keyed if isinstance(n.ctx, ast.Load)]
    calls = [n for n in nodes.of(ast.Call) if n.args]
    asked += [(n.func.value, n.args[0]) for n in calls if isinstance(n.func, ast.Attribute) and n.func.attr == "get"]
    asked += [(n.comparators[0], n.left) for n in nodes.of(ast.Compare) if isinstance(n.ops[0], ast.In | ast.NotIn)]
    looked_up = {(ast.unparse(where), ast.unparse(key)) for where, key in asked}
    return any((ast.unparse(n.value), ast.unparse(n.slice)) in looked_up for n in stored)


def _iterators_are_values(nodes: Nodes, imported: set[str], harmless: set[int]) -> bool:
    """True if some iterator could have a name, be printed or be an operand."""
    if not imported <= _WITHOUT_ITERATORS or nodes.has(ast.ClassDef, ast.Yield, ast.YieldFrom):
        return True
    nexts = (n for n in nodes.of(ast.Call) if isinstance(n.func, ast.Name) and n.func.id == "next")
    harmless = harmless | {id(a) for n in nexts for a in n.args[:1]}
    called = _called(nodes, harmless)
    return (
        any(n.id in _MAKING_ITERATORS and id(n) not in called for n in nodes.of(ast.Name))
        or any(id(n) not in harmless for n in nodes.of(ast.GeneratorExp))
        or any(n.attr == "__iter__" for n in nodes.of(ast.Attribute))
    )


# methods and functions that change a value in place
_CHANGING = frozenset(
    """append extend insert remove pop clear sort reverse update setdefault popitem add discard appendleft popleft extendleft rotate
    move_to_end subtract intersection_update difference_update symmetric_difference_update shuffle heappush heappop heapify
    heapreplace heappushpop insort insort_left insort_right setitem delitem iadd setattr __setitem__ __delitem__ __iadd__""".split()
)


# what finds a method by its name as text
_BY_TEXT = frozenset(("getattr", "methodcaller", "attrgetter"))


def _spelled(found: Mentions) -> frozenset[str]:
    """The names of what a body may call."""
    spelled = found.names | found.attributes
    return spelled | found.texts if any(name.rpartition("_")[2] in _BY_TEXT for name in spelled) else spelled


# those of them that only take away, or say what they put into a list or dict (`values/given.py`)
_SAYING = frozenset("append extend insert remove pop clear sort reverse update setdefault popitem add discard appendleft popleft".split())


def says_what_it_stores(nodes: Nodes, found: Mentions) -> bool:
    """True if all that a body puts into lists and dicts that exist goes through these, or under a constant text as a key."""
    if found.has_classes or _spelled(found) & (_CHANGING - _SAYING):
        return False
    if any(isinstance(n.ctx, ast.Store) for n in nodes.of(ast.Attribute)):
        return False
    stored = [n.slice for n in nodes.of(ast.Subscript) if isinstance(n.ctx, ast.Store)]
    return all(isinstance(key, ast.Constant) and isinstance(key.value, str) for key in stored)


def may_change_values(nodes: Nodes, found: Mentions) -> bool:
    """True if some statement could change a value in place: then inputs, which are received by value, must be copied."""
    if found.has_classes or _spelled(found) & _CHANGING:
        return True
    if nodes.has(ast.AugAssign, ast.Delete):
        return True
    changed = [n.ctx for n in nodes.of(ast.Subscript)] + [n.ctx for n in nodes.of(ast.Attribute)]
    return any(isinstance(ctx, ast.Store) for ctx in changed)

"""What linked code makes possible, by name: `enable(Feature.X)` in the runtime or a function's `provides` switches it on.

Code behind `live(Feature.X)` is in a module only if something in it switches X on. Features are numbered here, beyond the tags of
objects: an object tag is switched on by what creates such objects.
"""

from __future__ import annotations

from enum import IntEnum

_FIRST = 256


class Feature(IntEnum):
    """A feature and what it means; its number is its place."""

    meaning: str

    def __new__(cls, meaning: str) -> Feature:
        made = int.__new__(cls, _FIRST + len(cls.__members__))
        made._value_ = _FIRST + len(cls.__members__)
        made.meaning = meaning
        return made

    # ---- values and what bodies do with them
    ANY_KEYS = "some dict may hold a key that is not a string"
    BIGINT = "ints may leave 64 bits by arithmetic, and then have limbs"
    GAPS = "entries of dicts are deleted"
    SORTED_KEYS = "JSON is written with sorted keys"
    JSON_LAX = "JSON is read as Python reads it"
    ENUMERATING = "enumerate() is called"
    ZIPPING = "zip() is called"
    BACKWARD = "reversed() is called"
    REMEMBERED_TEXT = "the output of plug-ins is remembered with its base64 text"
    BUILTIN_SUBCLASSES = "a body defines a subclass of a built-in type"
    UNPACKING = "struct.iter_unpack is called"
    ABSTRACT = "abc.abstractmethod is used"
    MAPPING = "map() or filter() is called"
    ENUMS = "a body defines enums"
    UNBOUND_METHODS = "some method of a built-in type is a value without a receiver"
    FUNCTION_TEXTS = "some function has a text of its own"
    NANS = "a body may put a NaN, which equals nothing, into containers and look for it"
    MEMORY_VIEWS = "a body makes views of bytes and bytearrays"
    DEEPER = "a body asks for a higher limit of calls"
    REDIRECT = "a body redirects what it prints"
    PRINTED = "something is printed"
    CLASS_CALLS = "some class is used as a value that may be called"
    CLASSES = "a body defines classes"
    SLOTS = "some class of a body has __slots__"
    METACLASSES = "some class has a metaclass"
    PROPERTIES = "some object is a property"
    URL_BYTES = "a body has bytes beside URLs"
    CLASS_PARTS = "a body looks at the bases, the order or all members of classes"
    FUNCTION_DICTS = "the dict of some function is looked at"
    FUNCTION_PARTS = "a body looks at the defaults or annotations of functions, or changes them"
    ATTRIBUTE_HOOKS = "some class of a body has __getattribute__, or says which class its instances show"
    SEVERAL_BASES = "some class of a body has more than one base"
    OPERATORS = "values of a body may have operators of their own: classes, dates, counters"
    PAIRS = "items() of a dict is used as a value, so that pairs are made"
    VIEW_OPERANDS = "a dict view may be an operand: it is not just iterated where it is made"
    VIEW_VALUES = "a dict view may be a value with a name and a text: it is not just iterated where it is made"
    ITERATOR_VALUES = "an iterator may be a value with a name and a text: it is not just iterated where it is made"
    JSON_OPTIONS = "json.dumps is called with options"
    MD5 = "MD5 is computed"
    SHA1 = "SHA-1 is computed"
    SHA256 = "SHA-256 is computed"
    SHA512 = "SHA-512 is computed"
    LIBRARY_STATE = "some library module keeps values"
    LIBRARY_OBJECTS = "some object of a library module exists"
    TEMPORAL = "some date, time or timedelta exists"
    DICT_KINDS = "some dict is a defaultdict, Counter or OrderedDict"
    DEFAULT_DICTS = "some dict is a defaultdict"
    COUNTERS = "some dict is a Counter"
    ORDERED_DICTS = "some dict is an OrderedDict"
    TYPE_NAMES = "messages show another name of some class than its own"
    DOTTED_MODULES = "the module of some class has a dot in its name"
    TUPLE_KEYS = "a body may have tuples as keys of dicts"
    NAMED_TUPLES = "some tuple has a class and field names"
    PLUGIN_FUNCTIONS = "functions of a plug-in written in kernel Python are linked"

    # ---- the engine and templates; the compiler switches them on
    GUARDS = "some step has a guard"
    ADMIT = "some step has admit rules"
    ARC_WHEN = "some arc has a condition"
    SETS = "some step, arc or task writes with `set`"
    SET_TEMPLATE = "some value of a `set` can raise"
    PIPELINES = "some step has a pipeline of tools"
    RULES = "some task has policy rules"
    RETRY = "some rule retries"
    LOOPS = "some step is a loop"
    PARALLEL_LOOPS = "some parallel loop writes with `set`"
    PYTHON_STEPS = "some step runs a Python body"
    HOST_TOOLS = "some step calls a tool of the host"
    FINAL = "the playbook has a final step"
    ERRORS = "some step can fail"
    DYNAMIC = "some step renders input or configuration"
    INTENTS = "some step issues an intent"
    SORTED_OUTPUT = "what a run writes has sorted keys"
    RESULT = "`run` gives the result only"
    SLEEP = "some retry waits"
    CONFIG = "some tool cannot run for lack of configuration"
    ALIASES = "templates may look up results and _prev of a step"
    NOOP = "some step is a noop that renders something"
    SUBMIT = "some loop has calls in flight"
    TASK_SET = "some task of a pipeline writes with `set`"
    HTTP = "some step is an http tool"
    SYNTAX = "some Python body does not parse"
    RULE_WHEN = "some rule has a condition"
    RULE_MESSAGE = "some rule has a message"
    CURSORS = "some loop claims its items from the host"
    HOST_PYTHON = "the host runs some Python body"
    ARTIFACT = "some artifact tool looks at its rendered action before it calls the host"
    PLUGIN_STEPS = "some step looks at the rendered name of its plug-in before it calls the host"
    DEEP = "rendering may nest data too deep"
    YOUNG = "templates with loops collect what is young"
    PRINTS = "a body that prints may have a result"
    LINKED = "some plug-in is part of the module"
    REMEMBERED_BYTES = "the bytes of plug-ins' output are remembered with their base64 text"
    LAZY = "the text of some of these outputs is written at the end"
    ISSUED = "plug-ins that bodies call may issue intents"
    INTENT_EVENT = "some step publishes an event"
    INTENT_RESULT = "some step puts a result"
    INTENT_OBJECT = "some step puts an object"
    COLLECT = "something may run often, or Python bodies run"

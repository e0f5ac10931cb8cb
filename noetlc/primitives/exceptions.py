"""The class hierarchy a Python body can name: exceptions and built-in types, as data.

A key is the name the linker knows; the text after its last dot is the class's `__name__`. `re.error` and
`binascii.Error` therefore have keys of their own.
"""

from __future__ import annotations

# exception -> base
EXCEPTIONS: dict[str, str] = {
    "BaseException": "object",
    "SystemExit": "BaseException",
    "KeyboardInterrupt": "BaseException",
    "GeneratorExit": "BaseException",
    "BaseExceptionGroup": "BaseException",
    "Exception": "BaseException",
    "StopIteration": "Exception",
    "StopAsyncIteration": "Exception",
    "ArithmeticError": "Exception",
    "FloatingPointError": "ArithmeticError",
    "OverflowError": "ArithmeticError",
    "ZeroDivisionError": "ArithmeticError",
    "AssertionError": "Exception",
    "AttributeError": "Exception",
    "BufferError": "Exception",
    "EOFError": "Exception",
    "ExceptionGroup": "Exception",
    "ImportError": "Exception",
    "ModuleNotFoundError": "ImportError",
    "LookupError": "Exception",
    "IndexError": "LookupError",
    "KeyError": "LookupError",
    "MemoryError": "Exception",
    "NameError": "Exception",
    "UnboundLocalError": "NameError",
    "OSError": "Exception",
    "BlockingIOError": "OSError",
    "ChildProcessError": "OSError",
    "ConnectionError": "OSError",
    "BrokenPipeError": "ConnectionError",
    "ConnectionAbortedError": "ConnectionError",
    "ConnectionRefusedError": "ConnectionError",
    "ConnectionResetError": "ConnectionError",
    "FileExistsError": "OSError",
    "FileNotFoundError": "OSError",
    "InterruptedError": "OSError",
    "IsADirectoryError": "OSError",
    "NotADirectoryError": "OSError",
    "PermissionError": "OSError",
    "ProcessLookupError": "OSError",
    "TimeoutError": "OSError",
    "ReferenceError": "Exception",
    "RuntimeError": "Exception",
    "NotImplementedError": "RuntimeError",
    "RecursionError": "RuntimeError",
    "SyntaxError": "Exception",
    "IndentationError": "SyntaxError",
    "TabError": "IndentationError",
    "SystemError": "Exception",
    "TypeError": "Exception",
    "ValueError": "Exception",
    "UnicodeError": "ValueError",
    "UnicodeDecodeError": "UnicodeError",
    "UnicodeEncodeError": "UnicodeError",
    "UnicodeTranslateError": "UnicodeError",
    "Warning": "Exception",
    "BytesWarning": "Warning",
    "DeprecationWarning": "Warning",
    "EncodingWarning": "Warning",
    "FutureWarning": "Warning",
    "ImportWarning": "Warning",
    "PendingDeprecationWarning": "Warning",
    "ResourceWarning": "Warning",
    "RuntimeWarning": "Warning",
    "SyntaxWarning": "Warning",
    "UnicodeWarning": "Warning",
    "UserWarning": "Warning",
    # of library modules
    "json.JSONDecodeError": "ValueError",
    "re.error": "Exception",
    "binascii.Error": "ValueError",
    "binascii.Incomplete": "Exception",
    "struct.error": "Exception",
    "zlib.error": "Exception",
    "calendar.IllegalMonthError": "ValueError",
    "statistics.StatisticsError": "ValueError",
}

# other names of the same class
ALIASES: dict[str, str] = {"IOError": "OSError", "EnvironmentError": "OSError", "json.decoder.JSONDecodeError": "json.JSONDecodeError"}

# what `itertools` makes
ITERATORS = tuple(
    """accumulate batched chain combinations combinations_with_replacement compress count cycle dropwhile filterfalse groupby islice
    pairwise permutations product repeat starmap takewhile zip_longest _grouper _tee""".split()
)

# built-in type -> base
TYPES: dict[str, str] = {
    "object": "",
    "NoneType": "object",
    "type": "object",
    "int": "object",
    "bool": "int",
    "float": "object",
    "str": "object",
    "bytes": "object",
    "bytearray": "object",
    "list": "object",
    "tuple": "object",
    "dict": "object",
    "set": "object",
    "frozenset": "object",
    "range": "object",
    "slice": "object",
    "function": "object",
    "method": "object",
    "module": "object",
    "builtin_function_or_method": "object",
    "method_descriptor": "object",
    "wrapper_descriptor": "object",
    "method-wrapper": "object",
    "list_iterator": "object",
    "tuple_iterator": "object",
    "str_iterator": "object",
    "str_ascii_iterator": "object",
    "bytes_iterator": "object",
    "bytearray_iterator": "object",
    "range_iterator": "object",
    "longrange_iterator": "object",
    "set_iterator": "object",
    "dict_keyiterator": "object",
    "dict_valueiterator": "object",
    "dict_itemiterator": "object",
    "dict_keys": "object",
    "dict_values": "object",
    "dict_items": "object",
    "odict_keys": "dict_keys",
    "odict_values": "dict_values",
    "odict_items": "dict_items",
    "enumerate": "object",
    "zip": "object",
    "reversed": "object",
    "list_reverseiterator": "object",
    "dict_reversekeyiterator": "object",
    "dict_reversevalueiterator": "object",
    "dict_reverseitemiterator": "object",
    "odict_iterator": "object",
    "map": "object",
    "filter": "object",
    "iterator": "object",
    "callable_iterator": "object",
    "generator": "object",
    "coroutine": "object",
    "traceback": "object",
    "property": "object",
    "classmethod": "object",
    "staticmethod": "object",
    "NotImplementedType": "object",
    "ellipsis": "object",
    # the values themselves, which have no other representation: their base is their class
    "NotImplemented": "NotImplementedType",
    "Ellipsis": "ellipsis",
    # of library modules
    "datetime.date": "object",
    "datetime.datetime": "datetime.date",
    "datetime.time": "object",
    "datetime.timedelta": "object",
    "datetime.tzinfo": "object",
    "datetime.timezone": "datetime.tzinfo",
    "collections.defaultdict": "dict",
    "collections.OrderedDict": "dict",
    "collections.Counter": "dict",
    "collections.deque": "object",
    "logging.Logger": "object",
    "uuid.UUID": "object",
    "re.Pattern": "object",
    "re.Match": "object",
    "_blake2.blake2b": "object",
    "_hashlib.HASH": "object",
    "hmac.HMAC": "object",
    "_struct.unpack_iterator": "object",
    "_collections._deque_iterator": "object",
    **{f"itertools.{name}": "object" for name in ITERATORS},
    "random.Random": "object",
    "os._Environ": "object",
    "enum.EnumType": "type",
    "abc.ABCMeta": "type",
    "urllib.parse.SplitResult": "tuple",
    "urllib.parse.ParseResult": "tuple",
    "urllib.parse.SplitResultBytes": "tuple",
    "urllib.parse.ParseResultBytes": "tuple",
}


def base_of(name: str) -> str:
    """The base of a class, empty for `object`. KeyError for an unknown name."""
    return EXCEPTIONS[name] if name in EXCEPTIONS else TYPES[name]


def module_of(name: str) -> str:
    """`__module__` of the class, "" for `builtins`."""
    return "json.decoder" if name == "json.JSONDecodeError" else name.rpartition(".")[0]


def display_name(name: str) -> str:
    """`__name__` of the class."""
    return name.rsplit(".", 1)[-1]

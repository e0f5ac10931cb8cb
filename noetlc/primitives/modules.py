"""The modules that pure bodies may import, and views of their tables by dotted name; names that make a body impure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from noetlc.layout import tags as t
from noetlc.primitives.library import data, numbers, system, text, time
from noetlc.primitives.model import Module, Primitive
from noetlc.primitives.signatures import by_class, parse_rows

_OTHERS = (
    Module("__future__", native=True),
    Module("typing", native=True),
    *map(
        Module,
        (
            "abc collections.abc contextlib dataclasses difflib fnmatch functools graphlib itertools numbers operator pprint"
            " shlex traceback types unicodedata"
        ).split(),
    ),
    Module("array", closed=True, apart=("uuid",)),
    Module(
        "builtins",
        native=True,
        pure=(
            "ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError "
            "BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError "
            "ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception "
            "ExceptionGroup FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError "
            "ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError "
            "KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplemented "
            "NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError ProcessLookupError "
            "RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration "
            "SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError "
            "UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError "
            "Warning ZeroDivisionError abs all any ascii bin bool bytearray bytes callable chr classmethod complex delattr "
            "dict dir divmod enumerate filter float format frozenset getattr hasattr hash hex id int isinstance issubclass "
            "iter len list map max memoryview min next object oct ord pow print property range repr reversed round set "
            "setattr slice sorted staticmethod str sum tuple type zip"
        ),
    ),
    Module("cmath", closed=True),
    Module(
        "codecs",
        closed=True,
        pure=(
            "BOM BOM_BE BOM_LE BOM_UTF16 BOM_UTF16_BE BOM_UTF16_LE BOM_UTF32 BOM_UTF32_BE BOM_UTF32_LE BOM_UTF8"
            " decode encode getdecoder getencoder getincrementaldecoder getincrementalencoder iterdecode iterencode lookup"
        ),
    ),
    Module("gzip", closed=True, pure="BadGzipFile compress decompress"),
    Module(
        "argparse",
        closed=True,
        pure=(
            "Action ArgumentDefaultsHelpFormatter ArgumentError ArgumentParser ArgumentTypeError BooleanOptionalAction "
            "HelpFormatter MetavarTypeHelpFormatter Namespace ONE_OR_MORE OPTIONAL PARSER REMAINDER RawDescriptionHelpFormatter "
            "RawTextHelpFormatter SUPPRESS ZERO_OR_MORE"
        ),
        lacking="parse_intermixed_args parse_known_intermixed_args convert_arg_line_to_args _get_formatter",
    ),
    Module(
        "ipaddress",
        closed=True,
        pure=(
            "AddressValueError IPv4Address IPv4Interface IPv4Network IPv6Address IPv6Interface IPv6Network NetmaskValueError"
            " collapse_addresses get_mixed_type_key ip_address ip_interface ip_network summarize_address_range"
        ),
    ),
    Module(
        "asyncio",
        pure=(
            "ALL_COMPLETED BoundedSemaphore CancelledError Condition Event FIRST_COMPLETED FIRST_EXCEPTION Future "
            "Handle InvalidStateError LifoQueue Lock PriorityQueue Queue QueueEmpty QueueFull Runner Semaphore Task TaskGroup "
            "Timeout TimeoutError TimerHandle all_tasks as_completed create_task current_task ensure_future gather get_event_loop "
            "get_running_loop iscoroutine isfuture new_event_loop run set_event_loop shield sleep "
            "timeout timeout_at wait wait_for"
        ),
        lacking=(
            "run_in_executor set_default_executor create_connection create_datagram_endpoint create_server create_unix_connection "
            "create_unix_server connect_accepted_socket connect_read_pipe connect_write_pipe add_reader remove_reader add_writer "
            "remove_writer add_signal_handler remove_signal_handler sock_recv sock_sendall sock_connect sock_accept getaddrinfo "
            "getnameinfo subprocess_exec subprocess_shell set_exception_handler get_exception_handler default_exception_handler "
            "call_exception_handler set_task_factory get_task_factory get_stack print_stack slow_callback_duration"
        ),
    ),
    Module("colorsys", pure="hls_to_rgb hsv_to_rgb rgb_to_hls rgb_to_hsv rgb_to_yiq yiq_to_rgb"),
    Module("contextvars", pure="Context ContextVar Token copy_context", lacking="MISSING"),
    Module("errno"),
    Module("sched", pure="Event scheduler"),
    Module(
        "threading",
        pure=(
            "BoundedSemaphore Condition Event Lock RLock Semaphore TIMEOUT_MAX active_count current_thread enumerate get_ident local"
            " main_thread"
        ),
        lacking="native_id setName setDaemon",
    ),
    Module(
        "warnings",
        pure="WarningMessage catch_warnings filterwarnings resetwarnings simplefilter warn",
        lacking="lineno filename",
    ),
    Module("weakref", pure="ReferenceType WeakKeyDictionary WeakMethod WeakSet WeakValueDictionary finalize proxy ref"),
    Module("csv", seldom="has_header"),
    Module("enum", seldom="__format__ __members__"),
    Module(
        "io",
        pure="BytesIO StringIO",
        seldom=(
            "__enter__ __exit__ detach fileno getvalue isatty read1 readable readinto readinto1 seek seekable tell truncate writable"
        ),
        lacking="getbuffer newlines",
    ),
    Module("html.parser", native=True, pure="HTMLParser"),
    Module("keyword", pure="iskeyword issoftkeyword kwlist softkwlist"),
    Module("queue", pure="Empty Full LifoQueue PriorityQueue Queue SimpleQueue", lacking="mutex not_empty not_full all_tasks_done"),
    Module("reprlib", pure="Repr aRepr recursive_repr repr"),
    Module(
        "inspect",
        pure=(
            "BoundArguments CORO_CLOSED CORO_CREATED CORO_RUNNING CORO_SUSPENDED FullArgSpec GEN_CLOSED GEN_CREATED GEN_RUNNING "
            "GEN_SUSPENDED Parameter Signature cleandoc formatannotation get_annotations getcoroutinestate getdoc getfullargspec "
            "getgeneratorstate getmembers getmro isabstract isasyncgenfunction isawaitable isbuiltin isclass "
            "iscoroutine iscoroutinefunction isdatadescriptor isfunction isgenerator isgeneratorfunction ismethod "
            "ismethoddescriptor ismodule isroutine signature unwrap"
        ),
    ),
    Module(
        "decimal",
        closed=True,
        lacking=(
            "logical_and logical_invert logical_or logical_xor next_minus next_plus next_toward rotate shift __complex__"
            " __reduce__"
        ),
    ),
    Module("fractions", closed=True, lacking="_numerator _denominator __complex__ __reduce__"),
)
ROWS: dict[str, Module] = {row.name: row for part in (numbers, data, text, time, system) for row in part.MODULES} | {
    row.name: row for row in _OTHERS
}

PURE_MODULES: dict[str, frozenset[str] | None] = {
    name: frozenset(row.pure.split()) if row.pure else None for name, row in sorted(ROWS.items())
}
"""None: the whole module; else the names of it that are pure."""

MODULES: frozenset[str] = frozenset(name for name, row in ROWS.items() if row.native)
"""Importable modules of the tables; `typing` and `__future__` are no-ops."""

ZONES = "datetime.zones"
"""The library's part of `datetime` for bodies that derive from `tzinfo`."""

RECORDS = "logging.records"
"""The library's `logging`, for bodies with handlers."""

CLOSED = frozenset(name for name, row in ROWS.items() if row.closed) | {
    *(ZONES, RECORDS),
    *("functools.classes", "itertools.classes", "operator.classes", "types.values"),
}
HIDING = CLOSED | {"io"}
"""Modules whose names that begin with `_` no body can spell."""

LACKING = {name: frozenset(row.lacking.split()) for name, row in ROWS.items() if row.lacking}
SELDOM = {name: frozenset(row.seldom.split()) for name, row in ROWS.items() if row.seldom}
APART = {name: frozenset(row.apart) for name, row in ROWS.items() if row.apart}


def _functions(module: Module, rows: str) -> Iterator[tuple[str, Primitive]]:
    for name, row in parse_rows(rows).items():
        in_python = row.is_python or (module.in_python and not row.in_c)
        prefix = "" if row.is_python else module.prefix  # of a module in C, or of the class that all its functions are methods of
        yield f"{module.name}.{name}", replace(row, module=module.name, is_python=in_python, prefix=prefix)


def _classes(module: Module, rows: str) -> Iterator[tuple[str, Primitive]]:
    for name, row in parse_rows(rows).items():
        yield f"{module.name}.{name}", row


FUNCTIONS: dict[str, Primitive] = {name: row for module in ROWS.values() for name, row in _functions(module, module.functions)}
SHORT_FORMS: dict[str, Primitive] = {name: row for module in ROWS.values() for name, row in _functions(module, module.short)}
CONSTRUCTORS: dict[str, Primitive] = {name: row for module in ROWS.values() for name, row in _classes(module, module.constructors)}
"""Class -> what a call of it does. A class is known by its key in `exceptions.py`, which is also how a body reaches it: `module.Class`."""

_OF_BUILTINS = r"""
bytes.fromhex(string, /) -> val: py_bytes_fromhex
    the bytes of a text in base 16 >>> bytes.fromhex('0aff')
bytes.maketrans(frm, to, /) -> val: py_bytes_maketrans
    a table for `translate` >>> bytes.maketrans(b'a', b'b')[97]
bool.from_bytes(bytes, byteorder='big', *, signed=...) -> val: py_bool_from_bytes
    whether bytes stand for another number than 0 >>> bool.from_bytes(b'\x00\x01')
bytearray.fromhex(string, /) -> val: py_bytearray_fromhex
    the bytes of a text in base 16 >>> bytearray.fromhex('0aff')
bytearray.maketrans(frm, to, /) -> val: py_bytes_maketrans
    a table for `translate` >>> bytearray.maketrans(b'a', b'b')[97]
dict.fromkeys(iterable, value=..., /) -> dict: py_dict_fromkeys
    a dict of keys with one value >>> dict.fromkeys('ab', 0)
float.fromhex(string, /) -> float: py_float_fromhex
    the number of a text in base 16 >>> float.fromhex('0x1.8p1')
int.from_bytes(bytes, byteorder='big', *, signed=...) -> val: py_from_bytes
    the number of bytes >>> int.from_bytes(b'\x01\x00', 'big')
str.maketrans(x, y=..., z=..., /) -> dict: py_maketrans
    a table for `translate` >>> str.maketrans('a', 'b')
"""
CLASS_METHODS: dict[str, Primitive] = {
    **parse_rows(_OF_BUILTINS),
    **{name: row for module in ROWS.values() for name, row in _classes(module, module.class_methods)},
}
"""Class and method -> row."""

CONSTANTS = {f"{module.name}.{name}": value for module in ROWS.values() for name, value in module.constants.items()}
OBJECTS = {f"{module.name}.{name}": made for module in ROWS.values() for name, made in module.objects.items()}
"""Attributes of modules that are objects: the runtime function that makes each."""

CLASS_ATTRIBUTES = {f"{module.name}.{name}": made for module in ROWS.values() for name, made in module.class_attributes.items()}
"""Class (or module) and attribute -> the runtime function without parameters that makes it."""

ABSTRACT = frozenset(f"{module.name}.{name}" for module in ROWS.values() for name in module.abstract)
"""Classes that are only compared with."""

LIBRARY_CLASSES: frozenset[str] = frozenset(CONSTRUCTORS) | ABSTRACT
"""Classes of modules that bodies can name."""

_BUILTIN_TAGS = {
    "bool": t.T_BOOL, "int": t.T_INT, "float": t.T_FLOAT, "range": t.T_RANGE, "slice": t.T_SLICE, "exception": t.T_EXCEPTION,
    "traceback": t.T_TRACEBACK,
}  # fmt: skip
TAGS: dict[str, int] = {name: tag for module in ROWS.values() for name, tag in module.tags.items()} | _BUILTIN_TAGS
"""Classes of objects with methods and attributes of the library, and the tags of their instances."""


def _by_tag(rows: Iterator[tuple[str, Primitive]]) -> dict[str, dict[int, Primitive]]:
    table: dict[str, dict[int, Primitive]] = {}
    for name, row in rows:
        table.setdefault(row.name, {})[TAGS[name]] = row
    return table


_BUILTIN_ATTRIBUTES = r"""
int|bool|float.real -> val: py_number_real
    the number itself >>> self(5).real
int|bool|float.imag -> val: py_number_imag
    0 >>> self(5).imag
int|bool.numerator -> val: py_number_real
    the number itself >>> self(5).numerator
int|bool.denominator -> val: py_number_denominator
    1 >>> self(5).denominator
range.start -> val: py_range_start
    where it starts >>> range(1, 9, 2).start
slice.start -> val: py_slice_start
    where it starts >>> slice(1, 9, 2).start
range.stop -> val: py_range_stop
    where it stops >>> range(1, 9, 2).stop
slice.stop -> val: py_slice_stop
    where it stops >>> slice(1, 9, 2).stop
range.step -> val: py_range_step
    its step >>> range(1, 9, 2).step
slice.step -> val: py_slice_step
    its step >>> slice(1, 9, 2).step
exception.errno -> val: py_exc_errno
    of an OSError: its number >>> OSError(2, 'x').errno
exception.strerror -> val: py_exc_strerror
    of an OSError: its text >>> OSError(2, 'x').strerror
exception.filename -> val: py_exc_filename
    of an OSError: the name of its file >>> OSError(2, 'x', 'f').filename
exception.filename2 -> val: py_exc_filename2
    of an OSError: the name of the second file, of two >>> OSError(2, 'x', 'f', None, 'g').filename2
exception.characters_written -> val: py_exc_written
    of a BlockingIOError: how many characters were written >>> BlockingIOError(11, 'x', 5).characters_written
traceback.tb_lineno -> val: trace_line
    line of a frame
traceback.tb_next -> val: trace_next
    the frame it called
traceback.tb_name -> val: trace_name
    name of the function of a frame
"""

LIBRARY_METHODS = _by_tag(pair for module in ROWS.values() for pair in by_class(module.methods, module.values, {}))
"""Method name -> tag of the receiver -> row."""

ATTRIBUTES = _by_tag(
    pair
    for rows, values in [*((module.attributes, module.values) for module in ROWS.values()), (_BUILTIN_ATTRIBUTES, {})]
    for pair in by_class(rows, values, {})
)
"""Attribute -> tag of the object -> row, whose runtime function takes the object."""

LIBRARY_ATTRIBUTES = {name: {tag: row.runtime for tag, row in rows.items()} for name, rows in ATTRIBUTES.items()}

IMPURE_BUILTINS = frozenset({"open", "exec", "eval", "compile", "__import__", "breakpoint", "__builtins__", "__loader__", "__spec__"})
"""Names that make a body impure wherever they are read, unless the body binds them itself."""

DYNAMIC_BUILTINS = IMPURE_BUILTINS - {"open", "breakpoint"}
"""Those of them that make code at run time, or lead to it."""

IMPURE_CALLS = frozenset({"input", "help", "exit", "quit"})
"""Names that make a body impure when called; `input` is a frequent name of data."""

IMPURE_ATTRIBUTES = frozenset(
    {
        "__builtins__", "__closure__", "__code__", "__globals__", "__import__", "__loader__",
        "__subclasses__", "f_back", "f_builtins", "f_globals", "f_locals", "gi_frame", "tb_frame",
    }
)  # fmt: skip
"""Attributes that lead out of a body into the interpreter."""

"""Python modules and names that a pure step body may use (dsl 6.5). Data only."""

from __future__ import annotations

PATH_FUNCTIONS = frozenset(
    {"basename", "commonprefix", "commonpath", "dirname", "isabs", "join", "normcase", "normpath", "relpath", "split", "splitext"}
)
"""The functions of `os.path` that only look at the text of a path."""

PURE_MODULES: dict[str, frozenset[str] | None] = {
    # None: the whole module; else the names of it that are pure.
    "__future__": None,
    "abc": None,
    "array": None,
    "ast": None,
    "base64": None,
    "binascii": None,
    "bisect": None,
    "calendar": None,
    "cmath": None,
    "collections": None,
    "collections.abc": None,
    "contextlib": None,
    "copy": None,
    "csv": None,
    "dataclasses": None,
    "datetime": None,
    "decimal": None,
    "difflib": None,
    "enum": None,
    "fractions": None,
    "functools": None,
    "hashlib": frozenset(
        {
            "algorithms_available", "algorithms_guaranteed", "blake2b", "blake2s", "md5", "new", "pbkdf2_hmac", "scrypt", "sha1", "sha224",
            "sha256", "sha384", "sha3_224", "sha3_256", "sha3_384", "sha3_512", "sha512", "shake_128", "shake_256",
        }
    ),
    "heapq": None,
    "hmac": None,
    "html": None,
    "io": frozenset({"BytesIO", "StringIO"}),
    "itertools": None,
    "json": None,
    "logging": frozenset(
        {
            "CRITICAL", "DEBUG", "ERROR", "FATAL", "INFO", "NOTSET", "WARN", "WARNING", "Formatter", "LogRecord", "Logger", "LoggerAdapter",
            "NullHandler", "StreamHandler", "basicConfig", "critical", "debug", "disable", "error", "exception", "getLevelName",
            "getLogger", "info", "log", "warn", "warning",
        }
    ),
    "math": None,
    "numbers": None,
    "operator": None,
    "os": frozenset({"environ", "getenv", "path", "sep", "linesep"}),
    "os.path": PATH_FUNCTIONS,
    "random": None,
    "re": None,
    "secrets": None,
    "statistics": None,
    "string": None,
    "struct": None,
    "sys": frozenset(
        {
            "argv", "byteorder", "exc_info", "exit", "float_info", "getrecursionlimit", "getsizeof", "intern", "maxsize", "maxunicode",
            "platform", "stderr", "stdout", "version", "version_info",
        }
    ),
    "textwrap": None,
    "time": None,
    "traceback": None,
    "types": None,
    "typing": None,
    "unicodedata": None,
    "urllib": frozenset({"parse"}),
    "urllib.parse": None,
    "uuid": frozenset(
        {"NAMESPACE_DNS", "NAMESPACE_OID", "NAMESPACE_URL", "NAMESPACE_X500", "UUID", "uuid1", "uuid3", "uuid4", "uuid5"}
    ),
    "zlib": None,
}  # fmt: skip

IMPURE_BUILTINS = frozenset({"open", "exec", "eval", "compile", "__import__", "breakpoint", "__builtins__", "__loader__", "__spec__"})
"""Names that make a body impure wherever they are read, unless the body binds them itself."""

DYNAMIC_BUILTINS = IMPURE_BUILTINS - {"open", "breakpoint"}
"""Those of them that make code at run time, or lead to it."""

IMPURE_CALLS = frozenset({"input", "help", "exit", "quit"})
"""Names that make a body impure when called; `input` is a frequent name of data."""

IMPURE_ATTRIBUTES = frozenset(
    {
        "__builtins__", "__bases__", "__base__", "__closure__", "__code__", "__getattribute__", "__globals__", "__import__", "__loader__",
        "__mro__", "__subclasses__", "f_back", "f_builtins", "f_globals", "f_locals", "gi_frame", "tb_frame",
    }
)  # fmt: skip
"""Attributes that lead out of a body into the interpreter."""

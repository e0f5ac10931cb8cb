"""What a pure body may use: the interpreter's own reading of the language (7.5).

The compiler has another one, in other words; tests hold that both say the same of every body they know.
"""

from __future__ import annotations

import ast
import keyword
from collections.abc import Iterable, Iterator

from noetlc.frontend.body_plugins import is_plugin_module
from noetlc.frontend.python_body import imported_modules
from noetlc.interp.pybody.request import Library

WHOLE = frozenset(
    """__future__ abc array ast base64 binascii bisect calendar cmath collections collections.abc contextlib copy csv dataclasses datetime
    decimal difflib enum errno fnmatch fractions functools graphlib heapq hmac html itertools json math numbers operator pprint random re
    secrets shlex statistics string struct textwrap time traceback types typing unicodedata urllib.parse zlib""".split()
)
"""Modules of which a pure body may use everything."""

PARTS = {
    module: frozenset(names.split())
    for module, names in {
        "argparse": "Action ArgumentDefaultsHelpFormatter ArgumentError ArgumentParser ArgumentTypeError BooleanOptionalAction "
        "HelpFormatter MetavarTypeHelpFormatter Namespace ONE_OR_MORE OPTIONAL PARSER REMAINDER RawDescriptionHelpFormatter "
        "RawTextHelpFormatter SUPPRESS ZERO_OR_MORE",
        "builtins": "ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError "
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
        "setattr slice sorted staticmethod str sum tuple type zip",
        "asyncio": "ALL_COMPLETED BoundedSemaphore CancelledError Condition Event FIRST_COMPLETED FIRST_EXCEPTION Future "
        "Handle InvalidStateError LifoQueue Lock PriorityQueue Queue QueueEmpty QueueFull Runner Semaphore Task TaskGroup "
        "Timeout TimeoutError TimerHandle all_tasks as_completed create_task current_task ensure_future gather get_event_loop "
        "get_running_loop iscoroutine isfuture new_event_loop run set_event_loop shield sleep timeout "
        "timeout_at wait wait_for",
        "codecs": "BOM BOM_BE BOM_LE BOM_UTF16 BOM_UTF16_BE BOM_UTF16_LE BOM_UTF32 BOM_UTF32_BE BOM_UTF32_LE BOM_UTF8 "
        "decode encode getdecoder getencoder getincrementaldecoder getincrementalencoder iterdecode iterencode lookup",
        "colorsys": "hls_to_rgb hsv_to_rgb rgb_to_hls rgb_to_hsv rgb_to_yiq yiq_to_rgb",
        "contextvars": "Context ContextVar Token copy_context",
        "gzip": "BadGzipFile compress decompress",
        "hashlib": "algorithms_available algorithms_guaranteed blake2b blake2s md5 new pbkdf2_hmac scrypt sha1 sha224 sha256 sha384 "
        "sha3_224 sha3_256 sha3_384 sha3_512 sha512 shake_128 shake_256",
        "inspect": "BoundArguments CORO_CLOSED CORO_CREATED CORO_RUNNING CORO_SUSPENDED FullArgSpec GEN_CLOSED GEN_CREATED "
        "GEN_RUNNING GEN_SUSPENDED Parameter Signature cleandoc formatannotation get_annotations getcoroutinestate getdoc "
        "getfullargspec getgeneratorstate getmembers getmro isabstract isasyncgenfunction isawaitable isbuiltin isclass "
        "iscoroutine iscoroutinefunction isdatadescriptor isfunction isgenerator isgeneratorfunction ismethod ismethoddescriptor "
        "ismodule isroutine signature unwrap",
        "io": "BytesIO StringIO",
        "html.parser": "HTMLParser",
        "ipaddress": "AddressValueError IPv4Address IPv4Interface IPv4Network IPv6Address IPv6Interface IPv6Network NetmaskValueError "
        "collapse_addresses get_mixed_type_key ip_address ip_interface ip_network summarize_address_range",
        "keyword": "iskeyword issoftkeyword kwlist softkwlist",
        "queue": "Empty Full LifoQueue PriorityQueue Queue SimpleQueue",
        "reprlib": "Repr aRepr recursive_repr repr",
        "sched": "Event scheduler",
        "threading": "BoundedSemaphore Condition Event Lock RLock Semaphore TIMEOUT_MAX active_count current_thread enumerate get_ident "
        "local main_thread",
        "warnings": "WarningMessage catch_warnings filterwarnings resetwarnings simplefilter warn",
        "weakref": "ReferenceType WeakKeyDictionary WeakMethod WeakSet WeakValueDictionary finalize proxy ref",
        "logging": "CRITICAL DEBUG ERROR FATAL INFO NOTSET WARN WARNING Filter Formatter Handler LogRecord Logger LoggerAdapter "
        "NullHandler StreamHandler addLevelName basicConfig critical debug disable error exception getLevelName getLogger info log "
        "makeLogRecord warn warning",
        "os": "SEEK_CUR SEEK_END SEEK_SET altsep curdir devnull environ extsep getenv linesep name pardir pathsep sep urandom",
        "os.path": "altsep basename commonpath commonprefix curdir devnull dirname extsep isabs join normcase normpath pardir pathsep "
        "relpath sep split splitext",
        "sys": "argv byteorder exc_info exit float_info get_int_max_str_digits getdefaultencoding getrecursionlimit getsizeof hash_info "
        "hexversion implementation int_info intern is_finalizing maxsize maxunicode platform set_int_max_str_digits setrecursionlimit "
        "stderr stdout version version_info "
        "_MEIPASS exc_clear frozen getcheckinterval maxint pypy_version_info real_prefix setcheckinterval subversion",  # which it lacks
        "urllib": "quote quote_plus unquote unquote_plus urlencode urlopen urlretrieve",  # of Python 2
        "uuid": "NAMESPACE_DNS NAMESPACE_OID NAMESPACE_URL NAMESPACE_X500 UUID uuid1 uuid3 uuid4 uuid5",
    }.items()
}
"""Modules of which it may use these names, and the modules below them that are listed here."""

MODULES = WHOLE | PARTS.keys()

_GONE = frozenset(
    """BaseHTTPServer ConfigParser Cookie HTMLParser Queue SocketServer StringIO Tkinter UserDict UserList UserString __builtin__ anydbm
    cPickle cStringIO commands cookielib copy_reg dummy_thread exceptions future_builtins htmlentitydefs httplib md5 sets sha thread
    urllib2 urlparse xmlrpclib""".split()
)  # modules of Python 2: importing one only raises

_NEVER_READ = frozenset("open exec eval compile __import__ breakpoint __builtins__ __loader__ __spec__".split())
_NEVER_CALLED = frozenset("input help exit quit".split())  # `input` is also a frequent name of data
_LEADING_OUT = frozenset(
    """__builtins__ __closure__ __code__ __globals__ __import__ __loader__ __subclasses__
    f_back f_builtins f_globals f_locals gi_frame tb_frame""".split()
)
_CHANGING = frozenset("update setdefault pop popitem clear __setitem__ __delitem__ __ior__".split())


def hidden(inputs: Iterable[str]) -> frozenset[str]:
    """The inputs with names that a pure body may not use of Python: they are its own data."""
    return frozenset(name for name in inputs if name in _NEVER_READ | _NEVER_CALLED | {"globals"} and not name.startswith("__"))


def uses_only_pure(tree: ast.Module, libraries: Iterable[Library], inputs: frozenset[str] = frozenset()) -> bool:
    """Whether a body with these imports before it stays inside what the language lets a pure body do; `inputs` are its `hidden` ones."""
    nodes = _with_codes(_that_may_run(tree), inputs)
    for node in _only_described(nodes):
        nodes.remove(node)
    imports = _import_statements(libraries) + [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    if not all(_may_import(statement) for statement in imports):
        return False
    if {"asyncio", "contextvars"} <= {module for statement in imports for module in imported_modules(statement)}:
        return False  # every task has a context of its own, which those of the library have not
    own = {name for node in nodes for name in _bound_by(node)} | inputs
    modules = {"sys": "sys", "json": "json"}
    for statement in imports:
        modules.update(_modules_of(statement))
    reading = _Reading(own, {name: module for name, module in modules.items() if name not in own})
    return all(reading.allows(node) for node in nodes) and reading.hands_out_no_module(nodes)


_FLAG = "TYPE_CHECKING"


def _that_may_run(tree: ast.Module) -> list[ast.AST]:
    """All nodes but the top's branches for type checkers, where nothing but one import binds what their condition reads."""
    nodes = list(ast.walk(tree))
    bindings: dict[str, list[str]] = {}  # name -> what it is: `typing`, its flag, or something else
    for node in nodes:
        for name, what in _bindings(node, node in tree.body):
            bindings.setdefault(name, []).append(what)
    if _FLAG in (node.value for node in nodes if isinstance(node, ast.Constant)) or "." in bindings:
        return nodes
    skipped: set[ast.AST] = set()
    for stmt in tree.body:
        match stmt:
            case ast.If(test=ast.Name(id=name)) if bindings.get(name) == ["flag"]:
                skipped.update(part for inner in stmt.body for part in ast.walk(inner))
            case ast.If(test=ast.Attribute(value=ast.Name(id=name), attr="TYPE_CHECKING")) if bindings.get(name) == ["typing"]:
                skipped.update(part for inner in stmt.body for part in ast.walk(inner))
    return [node for node in nodes if node not in skipped]


def _bindings(node: ast.AST, at_top: bool) -> Iterator[tuple[str, str]]:
    """The names that a node binds and what they are then; "." for the flag as an attribute."""
    match node:
        case ast.Import(names=names):
            yield from ((a.asname or a.name.split(".")[0], "typing" if a.name == "typing" and at_top else "") for a in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            found = "flag" if module == "typing" and not level and at_top else ""
            yield from ((a.asname or a.name, found if a.name == _FLAG else "") for a in names)
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name, ""
        case ast.Attribute(attr="TYPE_CHECKING", ctx=ast.Store() | ast.Del()):
            yield ".", ""
        case ast.FunctionDef(name=str(name)) | ast.AsyncFunctionDef(name=str(name)) | ast.ClassDef(name=str(name)):
            yield name, ""
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name, ""


_RUNNING = ("eval", "exec", "compile")


def _with_codes(nodes: list[ast.AST], inputs: frozenset[str] = frozenset()) -> list[ast.AST]:
    """The nodes with those of the texts that are run as code, in place of the names of the builtins that run them: `eval` and its kind
    whose text stands in the call, or in the only assignment to a variable. A text that names what runs code is none of these."""
    times = dict.fromkeys(inputs, 1)
    for node in nodes:
        named = [a.asname or a.name.split(".")[0] for a in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        for name in [*_bound_by(node), *named, *(node.names if isinstance(node, ast.Global | ast.Nonlocal) else [])]:
            times[name] = times.get(name, 0) + 1
    once: dict[str, ast.expr] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if times[name] == 1:
                once[name] = value
    found: list[ast.AST] = []
    runners: set[int] = set()
    for node in nodes:
        match node:
            case ast.Expr(value=ast.Name(id=name) as runner) if name in _RUNNING and name not in times:  # is there one?
                runners.add(id(runner))
            case ast.Call(func=ast.Name(id=name) as runner, args=[given, *_]) if name in _RUNNING and name not in times:
                text = _text_of(given, once)
                code = None if text is None else _nodes_of_code(text)
                if code is not None:
                    runners.add(id(runner))
                    found += code
    return [node for node in nodes if id(node) not in runners] + found


def _text_of(node: ast.expr, once: dict[str, ast.expr]) -> str | None:
    """The text that an expression surely is, or that it compiles."""
    for _ in range(3):  # a variable, what is compiled for it, and the variable of that text
        match node:
            case ast.Name(id=name) if name in once:
                node = once[name]
            case ast.Call(func=ast.Name(id="compile"), args=[text, *_]):
                node = text
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _nodes_of_code(text: str) -> list[ast.AST] | None:
    """What a text consists of, nothing if it is no Python; None if it runs code itself or binds what runs code."""
    try:
        found = list(ast.walk(ast.parse(text.strip())))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    bound = {name for node in found for name in _bound_by(node)}
    runs = any(isinstance(node, ast.Name) and node.id in _NEVER_READ | {"globals"} for node in found)
    return None if runs or bound & (_NEVER_READ | _NEVER_CALLED | {"globals"}) else found


_DESCRIBING = frozenset(
    """co_name co_qualname co_argcount co_posonlyargcount co_kwonlyargcount co_nlocals co_varnames co_flags
    co_freevars co_cellvars co_firstlineno""".split()
)


def _only_described(nodes: list[ast.AST]) -> list[ast.AST]:
    """The `f.__code__` that may be read: before one of the attributes that describe a function, or assigned to a variable that holds
    nothing else and of which nothing else is read."""
    before = {id(node.value) for node in nodes if isinstance(node, ast.Attribute) and node.attr in _DESCRIBING and _loads(node)}
    holding: dict[int, ast.Attribute] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name() as target], value=ast.Attribute(attr="__code__") as code):
                holding[id(target)] = code
    others = {name for node in nodes if not isinstance(node, ast.Name) for name in _bound_by(node)}
    others |= {n.id for n in nodes if isinstance(n, ast.Name) and id(n) not in holding and not (_loads(n) and id(n) in before)}
    held = {id(holding[id(n)]) for n in nodes if isinstance(n, ast.Name) and id(n) in holding and n.id not in others}
    return [node for node in nodes if isinstance(node, ast.Attribute) and node.attr == "__code__" and id(node) in before | held]


def _loads(node: ast.Attribute | ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)


def _import_statements(libraries: Iterable[Library]) -> list[ast.Import | ast.ImportFrom]:
    """The imports of `libs`; none if one is malformed, which fails before the body begins."""
    lines = []
    for library in libraries:
        names = [library.alias, *library.module.split("."), *([] if library.name is None else [library.name])]
        if not all(name.isidentifier() and not keyword.iskeyword(name) for name in names):
            return []
        what = f"import {library.module}" if library.name is None else f"from {library.module} import {library.name}"
        lines.append(f"{what} as {library.alias}")
    return [node for node in ast.parse("\n".join(lines)).body if isinstance(node, ast.Import | ast.ImportFrom)]


def _may_import(statement: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(statement, ast.Import):
        return all(is_plugin_module(alias.name) or alias.name in MODULES | _GONE for alias in statement.names)
    module = statement.module or ""
    if statement.level:
        return False
    return is_plugin_module(module) or module in _GONE or (module in MODULES and all(_has(module, alias.name) for alias in statement.names))


def _has(module: str, name: str) -> bool:
    """Whether a pure body may use this name of a module."""
    return module in WHOLE or name in PARTS[module] or f"{module}.{name}" in MODULES


def _modules_of(statement: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """The names that an import binds to modules."""
    for alias in statement.names:
        if isinstance(statement, ast.ImportFrom):
            if (inner := f"{statement.module}.{alias.name}") in MODULES:
                yield alias.asname or alias.name, inner
        elif is_plugin_module(alias.name) or alias.name in _GONE:
            continue
        elif alias.asname:
            yield alias.asname, alias.name
        else:
            root = alias.name.partition(".")[0]
            yield root, root


def _bound_by(node: ast.AST) -> Iterator[str]:
    """The name that a node binds, imports aside: it means what the body says, whatever else has that name."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name) | ast.MatchMapping(rest=str(name)):
            yield name
        case (
            ast.FunctionDef(name=name)
            | ast.AsyncFunctionDef(name=name)
            | ast.ClassDef(name=name)
            | ast.ExceptHandler(name=str(name))
            | ast.MatchAs(name=str(name))
            | ast.MatchStar(name=str(name))
        ):
            yield name


class _Reading:
    """One body: the names that are its own, and those that stand for modules."""

    def __init__(self, own: set[str], modules: dict[str, str]) -> None:
        self._own = own
        self._modules = modules

    def allows(self, node: ast.AST) -> bool:
        match node:
            case ast.Attribute(value=value, attr=name):
                module = self._module(value)
                changes = name in _CHANGING and self._is_globals(value)
                of_own = isinstance(value, ast.Name) and value.id in self._own  # whose subclasses are the body's
                leads_out = name in _LEADING_OUT and not (name == "__subclasses__" and of_own)
                read_only = module != "builtins" or _loads(node)  # what is set there is seen by all code of the process
                return not leads_out and not changes and read_only and (module is None or _has(module, name))
            case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
                return not self._is_globals(value)
            case ast.Call(func=ast.Name(), args=[owner, ast.Constant(str(name)), *_]) if owner in self._asked([node]):
                module = str(self._module(owner))
                return _has(module, name) and f"{module}.{name}" not in PARTS
            case ast.Call(func=ast.Name(id=name)):
                return name not in _NEVER_CALLED or name in self._own
            case ast.Name(id=name, ctx=ast.Load()):
                return name not in _NEVER_READ or name in self._own
        return True

    def hands_out_no_module(self, nodes: list[ast.AST]) -> bool:
        """Whether modules with forbidden names only stand before a dot: elsewhere nobody sees which name is taken of them."""
        named = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)} | set(map(id, self._asked(nodes)))
        return not any(
            self._module(node) in PARTS
            for node in nodes
            if isinstance(node, ast.Name | ast.Attribute) and _loads(node) and id(node) not in named
        )

    def _asked(self, nodes: list[ast.AST]) -> list[ast.expr]:
        """The modules of which `getattr` or `hasattr` asks for a name that stands there."""
        found: list[ast.expr] = []
        for node in nodes:
            match node:
                case ast.Call(func=ast.Name(id="getattr" | "hasattr" as function), args=[owner, ast.Constant(str()), *_]):
                    found += [owner] if function not in self._own and self._module(owner) else []
        return found

    def _module(self, node: ast.expr) -> str | None:
        """The module that `name` or `name.name` stands for."""
        if isinstance(node, ast.Attribute):
            outer = self._module(node.value)
            return f"{outer}.{node.attr}" if outer and f"{outer}.{node.attr}" in MODULES else None
        return self._modules.get(node.id) if isinstance(node, ast.Name) else None

    def _is_globals(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "globals" and "globals" not in self._own

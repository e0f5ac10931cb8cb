"""`logging`: records that a logger lets through go to the host, one line each; handlers and formats of bodies do not exist.

Loggers form a tree by the dots in their names; a logger without a level of its own has that of the next one above. The root
logger starts at WARNING.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import enable, i32, i64, imported, lit, load8, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, STR_BYTES, Dict, Obj, Str, Tuple
from noetlc.layout.tags import T_DICT, T_INT, T_LOGGER, T_STR
from noetlc.runtime.python.numbers.number import NUM_INT
from noetlc.runtime.values.memory import from_bool, from_int, has_tag, new_object, raised, tag_of
from noetlc.runtime.values.state import STATE_LOGGERS, state_get, state_set

if TYPE_CHECKING:
    from noetlc.runtime.json.whole import whole
    from noetlc.runtime.python.exceptions.errors import clear_raised, message_of, raise_type_error, raise_value_error
    from noetlc.runtime.python.numbers.number import int_of, num_kind
    from noetlc.runtime.python.objects.repr import py_repr, py_str
    from noetlc.runtime.python.objects.truth import py_truth
    from noetlc.runtime.python.strings.percent import str_percent
    from noetlc.runtime.text.strings import str_concat, str_eq, str_from
    from noetlc.runtime.values.buffer import buf_str
    from noetlc.runtime.values.dict import dict_get_str, dict_new, dict_set
    from noetlc.runtime.values.list import tuple_get

DEBUG = 10
INFO = 20
WARNING = 30
ERROR = 40
CRITICAL = 50

log_disabled: i32 = 0  # records up to this level are dropped
log_configured: i32 = 0  # 1 once basicConfig has run


class Logger(Obj):
    """`level` 0 = that of the logger above."""

    level: i32
    unused: i32
    name: val
    spare: val


@imported("noetl_x1", "log")
def host_log(level: i32, p: i32, n: i32) -> None: ...


def logger_new(name: val, level: i32) -> val:
    enable(Feature.LIBRARY_OBJECTS)
    p: i32 = new_object(T_LOGGER, Logger.SIZE, 16)
    Logger(p).level = level
    Logger(p).unused = 0
    Logger(p).name = name
    Logger(p).spare = 0
    return val(p)


def log_tree() -> val:
    """The dict of loggers by name, the root logger under ""; made at the first use of a run."""
    global log_disabled, log_configured
    found: val = state_get(STATE_LOGGERS)
    if found == 0:
        found = dict_new()
        dict_set(found, lit(""), logger_new(lit("root"), WARNING))
        state_set(STATE_LOGGERS, found)
        log_disabled = 0
        log_configured = 0
    return found


def log_root() -> val:
    return dict_get_str(log_tree(), lit(""))


def log_get(name: val) -> val:
    """`getLogger(name)`."""
    if name == NONE:
        return log_root()
    if not has_tag(name, T_STR):
        return raise_type_error(lit("A logger name must be a string"))
    if Str(name).nbytes == 0 or str_eq(name, lit("root")):
        return log_root()
    tree: val = log_tree()
    found: val = dict_get_str(tree, name)
    if found == 0:
        found = logger_new(name, 0)
        dict_set(tree, name, found)
    return found


def log_above(logger: val) -> val:
    """The next logger above by name."""
    p: i32 = Logger(logger).name + STR_BYTES
    n: i32 = Str(Logger(logger).name).nbytes
    while n > 0:
        n -= 1
        if load8(p + n) == 46:
            found: val = dict_get_str(log_tree(), str_from(p, n))
            if found != 0:
                return found
    return log_root()


def log_level(logger: val) -> i32:
    """The level in force."""
    root: val = log_root()
    here: val = logger
    while here != root:
        if Logger(here).level != 0:
            return Logger(here).level
        here = log_above(here)
    return Logger(root).level


def log_lets(logger: val, level: i32) -> i32:
    """Whether a record of a level passes."""
    log_tree()
    return level > log_disabled and level >= log_level(logger)


# ---- records


def log_text(message: val, args: val) -> val:
    """The message with its arguments; the bare message if they do not fit."""
    text: val = py_str(message)
    if text == 0:
        clear_raised()
        return lit("")
    if Tuple(args).length == 0:
        return text
    values: val = args
    if Tuple(args).length == 1 and has_tag(tuple_get(args, 0), T_DICT) and Dict(tuple_get(args, 0)).used != 0:
        values = tuple_get(args, 0)
    made: val = str_percent(text, values)
    if made == 0:
        clear_raised()
        return text
    return made


@noinline
def log_record(logger: val, level: i32, message: val, args: val) -> val:
    if log_lets(logger, level):
        text: val = whole(log_text(message, args))
        host_log(level, text + STR_BYTES, Str(text).nbytes)
    return NONE


def log_debug(logger: val, message: val, args: val, _info: val, _stack: val, _depth: val, _extra: val) -> val:
    return log_record(logger, DEBUG, message, args)


def log_info(logger: val, message: val, args: val, _info: val, _stack: val, _depth: val, _extra: val) -> val:
    return log_record(logger, INFO, message, args)


def log_warning(logger: val, message: val, args: val, _info: val, _stack: val, _depth: val, _extra: val) -> val:
    return log_record(logger, WARNING, message, args)


def log_error(logger: val, message: val, args: val, _info: val, _stack: val, _depth: val, _extra: val) -> val:
    return log_record(logger, ERROR, message, args)


def log_critical(logger: val, message: val, args: val, _info: val, _stack: val, _depth: val, _extra: val) -> val:
    return log_record(logger, CRITICAL, message, args)


def log_at(logger: val, level: val, message: val, args: val, _info: val, _stack: val, _depth: val, _extra: val) -> val:
    """`logger.log(level, message, *args)`."""
    if num_kind(level) != NUM_INT:
        return raise_type_error(lit("level must be an integer"))
    return log_record(logger, i32(int_of(level)), message, args)


# ---- the functions of the module: those of the root logger, which they configure


def log_root_record(level: i32, message: val, args: val) -> val:
    log_tree()
    log_configure()
    return log_record(log_root(), level, message, args)


def log_configure() -> None:
    global log_configured
    log_configured = 1


def log_root_debug(message: val, args: val, _info: val, _stack: val, _depth: val, _extra: val) -> val:
    return log_root_record(DEBUG, message, args)


def log_root_info(message: val, args: val, _info: val, _stack: val, _depth: val, _extra: val) -> val:
    return log_root_record(INFO, message, args)


def log_root_warning(message: val, args: val, _info: val, _stack: val, _depth: val, _extra: val) -> val:
    return log_root_record(WARNING, message, args)


def log_root_error(message: val, args: val, _info: val, _stack: val, _depth: val, _extra: val) -> val:
    return log_root_record(ERROR, message, args)


def log_root_critical(message: val, args: val, _info: val, _stack: val, _depth: val, _extra: val) -> val:
    return log_root_record(CRITICAL, message, args)


def log_root_at(level: val, message: val, args: val, info: val, stack: val, depth_: val, extra: val) -> val:
    log_tree()
    log_configure()
    return log_at(log_root(), level, message, args, info, stack, depth_, extra)


def log_basic(level: val, _format: val, _dates: val, force: val, _style: val) -> val:
    """`basicConfig(level=…)`: the root logger's level, the first time or with `force`."""
    root: val = log_root()
    if log_configured and not py_truth(force):
        return NONE
    log_configure()
    return log_set_level(root, level) if level != NONE else NONE


def log_disable(level: val) -> val:
    """`logging.disable(level)`."""
    global log_disabled
    log_tree()
    n: i32 = log_number(level)
    if raised != 0:
        return 0
    log_disabled = n
    return NONE


# ---- levels


def log_name(level: i32) -> val:
    """The name of a level, 0 for one without."""
    if level == DEBUG:
        return lit("DEBUG")
    if level == INFO:
        return lit("INFO")
    if level == WARNING:
        return lit("WARNING")
    if level == ERROR:
        return lit("ERROR")
    if level == CRITICAL:
        return lit("CRITICAL")
    return lit("NOTSET") if level == 0 else 0


def log_named(name: val) -> i32:
    """The level of a name, -1 for an unknown one."""
    level: i32 = 0
    while level <= CRITICAL:
        if str_eq(log_name(level), name):
            return level
        level += 10
    if str_eq(name, lit("WARN")):
        return WARNING
    return CRITICAL if str_eq(name, lit("FATAL")) else -1


def log_number(level: val) -> i32:
    """A level given as a number or name; raised is set on an error."""
    if has_tag(level, T_STR):
        found: i32 = log_named(level)
        if found < 0:
            raise_value_error(message_of(lit("Unknown level: $"), py_repr(level), 0, 0))
        return found
    if num_kind(level) == NUM_INT and (level & 1 or tag_of(level) == T_INT):
        return i32(int_of(level))
    raise_type_error(message_of(lit("Level not an integer or a valid string: $"), py_repr(level), 0, 0))
    return 0


def log_level_name(level: val) -> val:
    """`getLevelName(level)`: the name of a number, or the number of a name."""
    found: val = 0
    if has_tag(level, T_STR):
        n: i32 = log_named(level)
        if n >= 0:
            return from_int(i64(n))
    elif num_kind(level) == NUM_INT:
        found = log_name(i32(int_of(level)))
    return found if found != 0 else message_of(lit("Level $"), level, 0, 0)


def log_set_level(logger: val, level: val) -> val:
    """`logger.setLevel(level)`."""
    n: i32 = log_number(level)
    if raised != 0:
        return 0
    Logger(logger).level = n
    return NONE


def log_effective(logger: val) -> val:
    return from_int(i64(log_level(logger)))


def log_enabled(logger: val, level: val) -> val:
    """`logger.isEnabledFor(level)`."""
    n: i32 = log_number(level)
    return from_bool(log_lets(logger, n)) if raised == 0 else 0


def log_child(logger: val, suffix: val) -> val:
    """`logger.getChild(suffix)`."""
    if logger == log_root():
        return log_get(suffix)
    return log_get(str_concat(str_concat(Logger(logger).name, lit(".")), suffix))


def log_get_name(logger: val) -> val:
    return Logger(logger).name


def log_get_level(logger: val) -> val:
    return from_int(i64(Logger(logger).level))


def log_put(logger: val) -> None:
    """Appends the repr."""
    level: val = log_name(log_level(logger))
    buf_str(lit("<RootLogger ") if logger == log_root() else lit("<Logger "))
    buf_str(Logger(logger).name)
    buf_str(lit(" ("))
    buf_str(level if level != 0 else message_of(lit("Level $"), log_effective(logger), 0, 0))
    buf_str(lit(")>"))

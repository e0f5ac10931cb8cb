"""`logging` with handlers: levels, records and their formats."""

PLACES = ("pathname", "filename", "module", "lineno", "funcName", "process)", "thread)", "relativeCreated", "taskName")


def unknown():
    from sys import _leave

    _leave("place of a log record")


class Manager:
    def __init__(self):
        self.disable = 0
        self.loggers = {}
        self.names = {50: "CRITICAL", 40: "ERROR", 30: "WARNING", 20: "INFO", 10: "DEBUG", 0: "NOTSET"}
        self.levels = {"CRITICAL": 50, "FATAL": 50, "ERROR": 40, "WARN": 30, "WARNING": 30, "INFO": 20, "DEBUG": 10, "NOTSET": 0}


manager = Manager()


def checked_level(level):
    if isinstance(level, int):
        return level
    if isinstance(level, str):
        if level not in manager.levels:
            raise ValueError(f"Unknown level: {level!r}")
        return manager.levels[level]
    raise TypeError(f"Level not an integer or a valid string: {level!r}")


def getLevelName(level):
    found = manager.names.get(level)
    if found is None:
        found = manager.levels.get(level)
    return f"Level {level}" if found is None else found


def addLevelName(level, levelName):
    manager.names[level] = levelName
    manager.levels[levelName] = level


class LogRecord:
    def __init__(self, name, level, pathname, lineno, msg, args, exc_info, func=None, sinfo=None, **kwargs):
        from time import time

        if args and len(args) == 1 and isinstance(args[0], dict) and args[0]:
            args = args[0]
        now = time()
        self.name = name
        self.msg = msg
        self.args = args
        self.levelname = getLevelName(level)
        self.levelno = level
        self.created = now
        self.msecs = int((now - int(now)) * 1000) + 0.0
        self.threadName = "MainThread"
        self.processName = "MainProcess"
        self.exc_text = None
        self.stack_info = sinfo
        self._raised = exc_info

    def getMessage(self):
        text = str(self.msg)
        return text % self.args if self.args else text

    # ---- what only the interpreter knows

    @property
    def exc_info(self):
        return unknown() if self._raised else None

    @property
    def filename(self):
        return unknown()

    @property
    def funcName(self):
        return unknown()

    @property
    def lineno(self):
        return unknown()

    @property
    def module(self):
        return unknown()

    @property
    def pathname(self):
        return unknown()

    @property
    def process(self):
        return unknown()

    @property
    def relativeCreated(self):
        return unknown()

    @property
    def thread(self):
        return unknown()

    def __repr__(self):
        return unknown()


def makeLogRecord(dict):
    made = LogRecord(None, None, "", 0, "", (), None)
    for name, value in dict.items():
        if name in RESERVED:
            unknown()
        setattr(made, name, value)
    return made


class Formatter:
    default_time_format = "%Y-%m-%d %H:%M:%S"
    default_msec_format = "%s,%03d"

    def __init__(self, fmt=None, datefmt=None, style="%", validate=True, *, defaults=None):
        if style not in ("%", "{", "$"):
            raise ValueError("Style must be one of: %,{,$")
        fmt = fmt or ("%(message)s" if style == "%" else "{message}")
        if style == "$" or any([place in fmt for place in PLACES]):
            unknown()
        if validate and ("{" if style == "{" else "%(") not in fmt:
            raise ValueError("invalid format: no fields" if style == "{" else f"Invalid format '{fmt}' for '%' style")
        self._fmt = fmt
        self._by_braces = style == "{"
        self._defaults = defaults
        self.datefmt = datefmt

    def usesTime(self):
        return ("{asctime" if self._by_braces else "%(asctime)") in self._fmt

    def formatTime(self, record, datefmt=None):
        from time import localtime, strftime

        when = localtime(record.created)
        if datefmt:
            return strftime(datefmt, when)
        text = strftime(self.default_time_format, when)
        return self.default_msec_format % (text, record.msecs) if self.default_msec_format else text

    def formatMessage(self, record):
        values = vars(record)
        if self._defaults:
            values = self._defaults | values
        return self._fmt.format(**values) if self._by_braces else self._fmt % values

    def format(self, record):
        if record._raised or record.stack_info:
            unknown()
        record.message = record.getMessage()
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        return self.formatMessage(record)


RESERVED = (
    "pathname", "filename", "module", "exc_info", "lineno", "funcName", "relativeCreated", "thread", "process",
)  # fmt: skip

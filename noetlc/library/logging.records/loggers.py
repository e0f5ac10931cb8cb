"""`logging` with handlers: loggers, and the functions of the module. What reaches no handler goes to the host."""


class Logger(Filterer):
    def __init__(self, name, level=0):
        super().__init__()
        self.name = name
        self.level = checked_level(level)
        self.parent = None
        self.propagate = True
        self.handlers = []
        self.disabled = False

    def setLevel(self, level):
        self.level = checked_level(level)

    def getEffectiveLevel(self):
        logger = self
        while logger:
            if logger.level:
                return logger.level
            logger = logger.parent
        return 0

    def isEnabledFor(self, level):
        return not self.disabled and manager.disable < level and level >= self.getEffectiveLevel()

    def getChild(self, suffix):
        return getLogger(suffix if self is root else f"{self.name}.{suffix}")

    def debug(self, msg, *args, **kwargs):
        if self.isEnabledFor(10):
            self._log(10, msg, args, **kwargs)

    def info(self, msg, *args, **kwargs):
        if self.isEnabledFor(20):
            self._log(20, msg, args, **kwargs)

    def warning(self, msg, *args, **kwargs):
        if self.isEnabledFor(30):
            self._log(30, msg, args, **kwargs)

    def warn(self, msg, *args, **kwargs):
        self.warning(msg, *args, **kwargs)

    def error(self, msg, *args, **kwargs):
        if self.isEnabledFor(40):
            self._log(40, msg, args, **kwargs)

    def exception(self, msg, *args, exc_info=True, **kwargs):
        self.error(msg, *args, exc_info=exc_info, **kwargs)

    def critical(self, msg, *args, **kwargs):
        if self.isEnabledFor(50):
            self._log(50, msg, args, **kwargs)

    def fatal(self, msg, *args, **kwargs):
        self.critical(msg, *args, **kwargs)

    def log(self, level, msg, *args, **kwargs):
        if not isinstance(level, int):
            raise TypeError("level must be an integer")
        if self.isEnabledFor(level):
            self._log(level, msg, args, **kwargs)

    def _log(self, level, msg, args, exc_info=None, extra=None, stack_info=False, stacklevel=1):
        self.handle(self.makeRecord(self.name, level, "", 0, msg, args, exc_info, None, extra, stack_info))

    def makeRecord(self, name, level, fn, lno, msg, args, exc_info, func=None, extra=None, sinfo=None):
        made = LogRecord(name, level, fn, lno, msg, args, exc_info, func, sinfo or None)
        for key, value in (extra or {}).items():
            if key in ("message", "asctime", *RESERVED) or hasattr(made, key):
                raise KeyError(f"Attempt to overwrite {key!r} in LogRecord")
            setattr(made, key, value)
        return made

    def handle(self, record):
        if not self.disabled and self.filter(record):
            self.callHandlers(record)

    def callHandlers(self, record):
        logger, found = self, 0
        while logger:
            for handler in logger.handlers:
                found += 1
                if record.levelno >= handler.level:
                    handler.handle(record)
            logger = logger.parent if logger.propagate else None
        if not found and record.levelno >= last_resort.level:
            last_resort.handle(record)

    def addHandler(self, hdlr):
        if hdlr not in self.handlers:
            self.handlers.append(hdlr)

    def removeHandler(self, hdlr):
        if hdlr in self.handlers:
            self.handlers.remove(hdlr)

    def hasHandlers(self):
        logger = self
        while logger:
            if logger.handlers:
                return True
            logger = logger.parent if logger.propagate else None
        return False

    def __repr__(self):
        return f"<{'RootLogger' if self is root else type(self).__name__} {self.name} ({getLevelName(self.getEffectiveLevel())})>"


root = Logger("root", 30)
last_resort = HostHandler(30)
to_host = HostHandler()


def getLogger(name=None):
    if not name or (isinstance(name, str) and name == "root"):
        return root
    if not isinstance(name, str):
        raise TypeError("A logger name must be a string")
    found = manager.loggers.get(name)
    if found is None:
        found = Logger(name)
        found.parent = root
        above = name
        while "." in above:
            above = above.rpartition(".")[0]
            if above in manager.loggers:
                found.parent = manager.loggers[above]
                break
        for other in manager.loggers.values():
            if other.name.startswith(name + ".") and other.parent is found.parent:
                other.parent = found
        manager.loggers[name] = found
    return found


class LoggerAdapter:
    def __init__(self, logger, extra=None):
        self.logger = logger
        self.extra = extra

    def process(self, msg, kwargs):
        kwargs["extra"] = self.extra
        return msg, kwargs

    def log(self, level, msg, *args, **kwargs):
        if self.isEnabledFor(level):
            msg, kwargs = self.process(msg, kwargs)
            self.logger.log(level, msg, *args, **kwargs)

    def debug(self, msg, *args, **kwargs):
        self.log(10, msg, *args, **kwargs)

    def info(self, msg, *args, **kwargs):
        self.log(20, msg, *args, **kwargs)

    def warning(self, msg, *args, **kwargs):
        self.log(30, msg, *args, **kwargs)

    def error(self, msg, *args, **kwargs):
        self.log(40, msg, *args, **kwargs)

    def exception(self, msg, *args, exc_info=True, **kwargs):
        self.log(40, msg, *args, exc_info=exc_info, **kwargs)

    def critical(self, msg, *args, **kwargs):
        self.log(50, msg, *args, **kwargs)

    def isEnabledFor(self, level):
        return self.logger.isEnabledFor(level)

    def setLevel(self, level):
        self.logger.setLevel(level)

    def getEffectiveLevel(self):
        return self.logger.getEffectiveLevel()

    def hasHandlers(self):
        return self.logger.hasHandlers()

    @property
    def name(self):
        return self.logger.name


# ---- functions of the module


def basicConfig(*, force=False, encoding=None, errors="backslashreplace", level=None, format=None, datefmt=None, style="%", **given):
    if force:
        root.handlers.clear()
    if root.handlers:
        return
    handlers, stream = given.pop("handlers", None), given.pop("stream", None)
    if given:
        unknown()
    if handlers is not None and stream is not None:
        raise ValueError("'stream' or 'filename' should not be specified together with 'handlers'")
    if handlers is None:
        handlers = [StreamHandler(stream) if stream is not None else to_host]
    if style not in ("%", "{", "$"):
        raise ValueError("Style must be one of: %,{,$")
    fmt = Formatter(format or ("{levelname}:{name}:{message}" if style == "{" else "%(levelname)s:%(name)s:%(message)s"), datefmt, style)
    for handler in handlers:
        if handler.formatter is None:
            handler.setFormatter(fmt)
        root.addHandler(handler)
    if level is not None:
        root.setLevel(level)


def configured():
    if not root.handlers:
        basicConfig()
    return root


def debug(msg, *args, **kwargs):
    configured().debug(msg, *args, **kwargs)


def info(msg, *args, **kwargs):
    configured().info(msg, *args, **kwargs)


def warning(msg, *args, **kwargs):
    configured().warning(msg, *args, **kwargs)


def warn(msg, *args, **kwargs):
    configured().warning(msg, *args, **kwargs)


def error(msg, *args, **kwargs):
    configured().error(msg, *args, **kwargs)


def exception(msg, *args, exc_info=True, **kwargs):
    configured().error(msg, *args, exc_info=exc_info, **kwargs)


def critical(msg, *args, **kwargs):
    configured().critical(msg, *args, **kwargs)


def fatal(msg, *args, **kwargs):
    configured().critical(msg, *args, **kwargs)


def log(level, msg, *args, **kwargs):
    configured().log(level, msg, *args, **kwargs)


def disable(level=50):
    manager.disable = checked_level(level)


CRITICAL = 50
FATAL = 50
ERROR = 40
WARNING = 30
WARN = 30
INFO = 20
DEBUG = 10
NOTSET = 0

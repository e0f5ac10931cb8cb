"""`inspect`: signatures of the body's functions and classes.

What is known of a function is in the parts of its code, in the order of `facts/code_parts.py`.
"""

from types import mappingproxy


class _empty:
    """What stands where there is no default or annotation."""

    __module__ = "inspect"


class _ParameterKind:
    __module__ = "inspect"

    def __init__(self, value, name, description):
        self.value = self._value_ = value
        self.name = name
        self.description = description

    def __str__(self):
        return self.name

    def __repr__(self):
        return f"<_ParameterKind.{self.name}: {self.value}>"

    def __eq__(self, other):
        return self.value == (other.value if isinstance(other, _ParameterKind) else other)

    def __lt__(self, other):
        return self.value < (other.value if isinstance(other, _ParameterKind) else other)

    def __le__(self, other):
        return self.value <= (other.value if isinstance(other, _ParameterKind) else other)

    def __gt__(self, other):
        return self.value > (other.value if isinstance(other, _ParameterKind) else other)

    def __ge__(self, other):
        return self.value >= (other.value if isinstance(other, _ParameterKind) else other)

    def __hash__(self):
        return hash(self.value)

    def __int__(self):
        return self.value

    def __index__(self):
        return self.value


def formatannotation(annotation, base_module=None):
    if isinstance(annotation, type):
        if annotation.__module__ in ("builtins", base_module):
            return annotation.__qualname__
        return f"{annotation.__module__}.{annotation.__qualname__}"
    shown = repr(annotation)
    return without_typing(shown) if getattr(annotation, "_typing", False) else shown


def without_typing(text):
    """The text of a form without `typing.` in front of its words."""
    found = []
    for part in text.split("typing."):
        if found and found[-1] and (found[-1][-1].isalnum() or found[-1][-1] in "._"):
            found.append("typing.")
        found.append(part)
    return "".join(found)


class Parameter:
    __module__ = "inspect"
    empty = _empty
    POSITIONAL_ONLY = _ParameterKind(0, "POSITIONAL_ONLY", "positional-only")
    POSITIONAL_OR_KEYWORD = _ParameterKind(1, "POSITIONAL_OR_KEYWORD", "positional or keyword")
    VAR_POSITIONAL = _ParameterKind(2, "VAR_POSITIONAL", "variadic positional")
    KEYWORD_ONLY = _ParameterKind(3, "KEYWORD_ONLY", "keyword-only")
    VAR_KEYWORD = _ParameterKind(4, "VAR_KEYWORD", "variadic keyword")

    def __init__(self, name, kind, *, default=_empty, annotation=_empty):
        if not isinstance(kind, _ParameterKind):
            raise ValueError(f"value {kind!r} is not a valid Parameter.kind")
        if default is not _empty and kind in (_VAR_POSITIONAL, _VAR_KEYWORD):
            raise ValueError(f"{kind.description} parameters cannot have default values")
        if name is _empty:
            raise ValueError("name is a required attribute for Parameter")
        if not isinstance(name, str):
            raise TypeError(f"name must be a str, not a {type(name).__name__}")
        if not name.isidentifier():
            raise ValueError(f"{name!r} is not a valid parameter name")
        self.name = name
        self.kind = kind
        self.default = default
        self.annotation = annotation

    def replace(self, *, name=None, kind=None, annotation=Ellipsis, default=Ellipsis):
        return type(self)(
            self.name if name is None else name,
            self.kind if kind is None else kind,
            default=self.default if default is ... else default,
            annotation=self.annotation if annotation is ... else annotation,
        )

    def __str__(self):
        text = self.name
        if self.annotation is not _empty:
            text = f"{text}: {formatannotation(self.annotation)}"
        if self.default is not _empty:
            text = f"{text} = {self.default!r}" if self.annotation is not _empty else f"{text}={self.default!r}"
        return "*" + text if self.kind is _VAR_POSITIONAL else "**" + text if self.kind is _VAR_KEYWORD else text

    def __repr__(self):
        return f'<{type(self).__name__} "{self}">'

    def __hash__(self):
        return hash((self.name, self.kind, self.annotation, self.default))

    def __eq__(self, other):
        if not isinstance(other, Parameter):
            return NotImplemented
        same = self.name == other.name and self.kind == other.kind
        return same and self.default == other.default and self.annotation == other.annotation


class BoundArguments:
    __module__ = "inspect"

    def __init__(self, signature, arguments):
        self.arguments = arguments
        self.signature = signature

    @property
    def args(self):
        found = []
        for name, param in self.signature.parameters.items():
            if param.kind in (_VAR_KEYWORD, _KEYWORD_ONLY) or name not in self.arguments:
                break
            if param.kind is _VAR_POSITIONAL:
                found.extend(self.arguments[name])
            else:
                found.append(self.arguments[name])
        return tuple(found)

    @property
    def kwargs(self):
        found = {}
        begun = False
        for name, param in self.signature.parameters.items():
            if not begun:
                begun = param.kind in (_VAR_KEYWORD, _KEYWORD_ONLY) or name not in self.arguments
            if begun and name in self.arguments:
                if param.kind is _VAR_KEYWORD:
                    found.update(self.arguments[name])
                else:
                    found[name] = self.arguments[name]
        return found

    def apply_defaults(self):
        found = {}
        for name, param in self.signature.parameters.items():
            if name in self.arguments:
                found[name] = self.arguments[name]
            elif param.default is not _empty:
                found[name] = param.default
            elif param.kind is _VAR_POSITIONAL:
                found[name] = ()
            elif param.kind is _VAR_KEYWORD:
                found[name] = {}
        self.arguments = found

    def __eq__(self, other):
        if not isinstance(other, BoundArguments):
            return NotImplemented
        return self.signature == other.signature and self.arguments == other.arguments

    def __repr__(self):
        shown = ", ".join([f"{name}={value!r}" for name, value in self.arguments.items()])
        return f"<{type(self).__name__} ({shown})>"


class Signature:
    __module__ = "inspect"
    empty = _empty

    def __init__(self, parameters=None, *, return_annotation=_empty):
        from collections import OrderedDict

        found = OrderedDict()
        last, defaults = _POSITIONAL_ONLY, False
        for param in parameters or ():
            kind = param.kind
            if kind < last:
                raise ValueError(f"wrong parameter order: {last.description} parameter before {kind.description} parameter")
            last = kind
            if kind in (_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD):
                if param.default is _empty and defaults:
                    raise ValueError("non-default argument follows default argument")
                defaults = defaults or param.default is not _empty
            if param.name in found:
                raise ValueError(f"duplicate parameter name: {param.name!r}")
            found[param.name] = param
        self.parameters = mappingproxy(found)
        self.return_annotation = return_annotation

    @classmethod
    def from_callable(cls, obj, *, follow_wrapped=True):
        found = signature(obj, follow_wrapped=follow_wrapped)
        return found if cls is Signature else cls(found.parameters.values(), return_annotation=found.return_annotation)

    def replace(self, *, parameters=None, return_annotation=Ellipsis):
        return type(self)(
            self.parameters.values() if parameters is None else parameters,
            return_annotation=self.return_annotation if return_annotation is ... else return_annotation,
        )

    def bind(self, /, *args, **kwargs):
        return bound_arguments(self, args, kwargs, False)

    def bind_partial(self, /, *args, **kwargs):
        return bound_arguments(self, args, kwargs, True)

    def __eq__(self, other):
        if not isinstance(other, Signature):
            return NotImplemented
        ordered, named = parts_compared(self)
        others, others_named = parts_compared(other)
        return ordered == others and named == others_named and self.return_annotation == other.return_annotation

    def __hash__(self):
        ordered, named = parts_compared(self)
        return hash((tuple(ordered), frozenset(named.values()), self.return_annotation))

    def __repr__(self):
        return f"<{type(self).__name__} {self}>"

    def __str__(self):
        result = []
        slash, star = False, True
        for param in self.parameters.values():
            if param.kind is _POSITIONAL_ONLY:
                slash = True
            elif slash:
                result.append("/")
                slash = False
            if param.kind is _VAR_POSITIONAL:
                star = False
            elif param.kind is _KEYWORD_ONLY and star:
                result.append("*")
                star = False
            result.append(str(param))
        if slash:
            result.append("/")
        rendered = f"({', '.join(result)})"
        return rendered if self.return_annotation is _empty else f"{rendered} -> {formatannotation(self.return_annotation)}"


def parts_compared(signature):
    """The parameters in their order, and those by name, whose order says nothing."""
    params = signature.parameters.values()
    return [p for p in params if p.kind is not _KEYWORD_ONLY], {p.name: p for p in params if p.kind is _KEYWORD_ONLY}


def bound_arguments(signature, args, kwargs, partial):
    arguments = {}
    params = list(signature.parameters.values())
    at = 0
    for position, value in enumerate(args):
        if at >= len(params) or params[at].kind in (_VAR_KEYWORD, _KEYWORD_ONLY):
            raise TypeError("too many positional arguments")
        param = params[at]
        at += 1
        if param.kind is _VAR_POSITIONAL:
            arguments[param.name] = tuple(args[position:])
            break
        if param.name in kwargs and param.kind is not _POSITIONAL_ONLY:
            raise TypeError(f"multiple values for argument {param.name!r}")
        arguments[param.name] = value
    else:
        if at < len(params):
            first_left(params[at], kwargs, partial)
    variadic = None
    for param in params[at:]:
        if param.kind is _VAR_KEYWORD:
            variadic = param
        elif param.kind is _VAR_POSITIONAL:
            continue
        elif param.name not in kwargs:
            if not partial and param.default is _empty:
                raise TypeError(f"missing a required argument: {param.name!r}")
        elif param.kind is _POSITIONAL_ONLY:
            raise TypeError(f"{param.name!r} parameter is positional only, but was passed as a keyword")
        else:
            arguments[param.name] = kwargs.pop(param.name)
    if kwargs:
        if variadic is None:
            raise TypeError(f"got an unexpected keyword argument {next(iter(kwargs))!r}")
        arguments[variadic.name] = kwargs
    return BoundArguments(signature, arguments)


def first_left(param, kwargs, partial):
    """Raises what is wrong with the first parameter that no positional argument is for."""
    if param.kind is _VAR_POSITIONAL:
        return
    if param.name in kwargs:
        if param.kind is _POSITIONAL_ONLY:
            raise TypeError(f"{param.name!r} parameter is positional only, but was passed as a keyword")
    elif param.kind is not _VAR_KEYWORD and param.default is _empty and not partial:
        raise TypeError(f"missing a required argument: {param.name!r}")


def of_function(function):
    """The signature of a function of the body."""
    from sys import _leave

    code = getattr(function, "__code__", None)
    if not code:
        _leave("signature of a built-in function")
    _, _, count, positional, keywords, _, names, flags, _, _, _ = code
    defaults = function.__defaults__ or ()
    by_name = function.__kwdefaults__ or {}
    known = function.__annotations__
    params = []
    for i in range(count):
        default = defaults[i - count + len(defaults)] if i >= count - len(defaults) else _empty
        kind = _POSITIONAL_ONLY if i < positional else _POSITIONAL_OR_KEYWORD
        params.append(parameter(names[i], kind, default, known))
    at = count + keywords
    if flags & 4:
        params.append(parameter(names[at], _VAR_POSITIONAL, _empty, known))
        at += 1
    params.extend([parameter(name, _KEYWORD_ONLY, by_name.get(name, _empty), known) for name in names[count : count + keywords]])
    if flags & 8:
        params.append(parameter(names[at], _VAR_KEYWORD, _empty, known))
    return Signature(params, return_annotation=known.get("return", _empty))


def parameter(name, kind, default, known):
    return Parameter(name, kind, default=default, annotation=known.get(name, _empty))


def without_first(found):
    """The signature of a method that has its instance."""
    params = list(found.parameters.values())
    if not params or params[0].kind in (_VAR_KEYWORD, _KEYWORD_ONLY):
        raise ValueError("invalid method signature")
    return found.replace(parameters=params if params[0].kind is _VAR_POSITIONAL else params[1:])


def defined(cls, name):
    """What the first class of the body in the order of `cls` has under a name; None without such a class."""
    from sys import _leave

    for one in cls.__mro__:
        own = None if one is object else getattr(one, "1own")
        if own is not None and name in own:
            found = own[name]
            return getattr(found, "__func__", found) if isinstance(found, (staticmethod, classmethod)) else found
        if own is None and one is not object:
            _leave("signature of a built-in function")
    return None


def signature(obj, *, follow_wrapped=True):
    from sys import _leave

    if not callable(obj):
        raise TypeError(f"{obj!r} is not a callable object")
    if type(obj).__name__ == "method":
        return without_first(signature(obj.__func__, follow_wrapped=follow_wrapped))
    if follow_wrapped and not isinstance(obj, type):
        obj = unwrap(obj)
        if type(obj).__name__ == "method":
            return signature(obj)
    given = getattr(obj, "__signature__", None)
    if isinstance(given, Signature):
        return given
    if isfunction(obj):
        return of_function(obj)
    if isinstance(obj, type):
        if type(obj) is not type and defined(type(obj), "__call__") is not None:
            return without_first(signature(defined(type(obj), "__call__")))
        maker = defined(obj, "__new__") or defined(obj, "__init__")
        return Signature() if maker is None else without_first(signature(maker))
    call = None if isbuiltin(obj) else defined(type(obj), "__call__")
    if call is None:
        _leave("signature of a built-in function")
    return without_first(signature(call))


def unwrap(func, *, stop=None):
    seen = [func]
    while hasattr(func, "__wrapped__") and not (stop is not None and stop(func)) and not hasattr(func, "__signature__"):
        func = func.__wrapped__
        if any([func is one for one in seen]):
            raise ValueError(f"wrapper loop when unwrapping {seen[0]!r}")
        seen.append(func)
    return func


class FullArgSpec(tuple):
    __module__ = "inspect"

    def __new__(cls, *items):
        return tuple.__new__(cls, items)

    @property
    def args(self):
        return self[0]

    @property
    def varargs(self):
        return self[1]

    @property
    def varkw(self):
        return self[2]

    @property
    def defaults(self):
        return self[3]

    @property
    def kwonlyargs(self):
        return self[4]

    @property
    def kwonlydefaults(self):
        return self[5]

    @property
    def annotations(self):
        return self[6]

    def __repr__(self):
        names = ("args", "varargs", "varkw", "defaults", "kwonlyargs", "kwonlydefaults", "annotations")
        return f"FullArgSpec({', '.join([f'{name}={value!r}' for name, value in zip(names, self, strict=True)])})"


def getfullargspec(func):
    if type(func).__name__ == "method":
        func = func.__func__
    params = list(signature(func, follow_wrapped=False).parameters.values())
    returns = signature(func, follow_wrapped=False).return_annotation
    positional = [p for p in params if p.kind in (_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD)]
    named = [p for p in params if p.kind is _KEYWORD_ONLY]
    known = {} if returns is _empty else {"return": returns}
    known.update({p.name: p.annotation for p in params if p.annotation is not _empty})
    return FullArgSpec(
        [p.name for p in positional],
        next((p.name for p in params if p.kind is _VAR_POSITIONAL), None),
        next((p.name for p in params if p.kind is _VAR_KEYWORD), None),
        tuple([p.default for p in positional if p.default is not _empty]) or None,
        [p.name for p in named],
        {p.name: p.default for p in named if p.default is not _empty} or None,
        known,
    )


_POSITIONAL_ONLY = Parameter.POSITIONAL_ONLY
_POSITIONAL_OR_KEYWORD = Parameter.POSITIONAL_OR_KEYWORD
_VAR_POSITIONAL = Parameter.VAR_POSITIONAL
_KEYWORD_ONLY = Parameter.KEYWORD_ONLY
_VAR_KEYWORD = Parameter.VAR_KEYWORD

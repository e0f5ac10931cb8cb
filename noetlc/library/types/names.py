"""What `dir` lists of built-in classes: the names that each defines beside those of `object` and of the built-in class above it."""

NAMES_OF = {
    "AttributeError": "name obj",
    "BaseException": "__cause__ __context__ __dict__ __setstate__ __suppress_context__ __traceback__ add_note args with_traceback",
    "ImportError": "msg name path",
    "NameError": "name",
    "OSError": "characters_written errno filename filename2 strerror",
    "StopIteration": "value",
    "SyntaxError": "end_lineno end_offset filename lineno msg offset print_file_and_line text",
    "SystemExit": "code",
    "UnicodeDecodeError": "encoding end object reason start",
    "UnicodeEncodeError": "encoding end object reason start",
    "UnicodeTranslateError": "encoding end object reason start",
    "bytearray": (
        "__add__ __alloc__ __contains__ __delitem__ __getitem__ __iadd__ __imul__ __iter__ __len__ __mod__ __mul__ __rmod__ __rmul__ "
        "__setitem__ append capitalize center clear copy count decode endswith expandtabs extend find fromhex hex index insert isalnum "
        "isalpha isascii isdigit islower isspace istitle isupper join ljust lower lstrip maketrans partition pop remove removeprefix "
        "removesuffix replace reverse rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title "
        "translate upper zfill"
    ),
    "bytes": (
        "__add__ __bytes__ __contains__ __getitem__ __getnewargs__ __iter__ __len__ __mod__ __mul__ __rmod__ __rmul__ capitalize center "
        "count decode endswith expandtabs find fromhex hex index isalnum isalpha isascii isdigit islower isspace istitle isupper join "
        "ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split "
        "splitlines startswith strip swapcase title translate upper zfill"
    ),
    "complex": (
        "__abs__ __add__ __bool__ __complex__ __getnewargs__ __mul__ __neg__ __pos__ __pow__ __radd__ __rmul__ __rpow__ __rsub__ "
        "__rtruediv__ __sub__ __truediv__ conjugate imag real"
    ),
    "dict": (
        "__class_getitem__ __contains__ __delitem__ __getitem__ __ior__ __iter__ __len__ __or__ __reversed__ __ror__ __setitem__ clear "
        "copy fromkeys get items keys pop popitem setdefault update values"
    ),
    "enumerate": "__class_getitem__ __iter__ __next__",
    "filter": "__iter__ __next__",
    "float": (
        "__abs__ __add__ __bool__ __ceil__ __divmod__ __float__ __floor__ __floordiv__ __getformat__ __getnewargs__ __int__ __mod__ "
        "__mul__ __neg__ __pos__ __pow__ __radd__ __rdivmod__ __rfloordiv__ __rmod__ __rmul__ __round__ __rpow__ __rsub__ __rtruediv__ "
        "__sub__ __truediv__ __trunc__ as_integer_ratio conjugate fromhex hex imag is_integer real"
    ),
    "frozenset": (
        "__and__ __class_getitem__ __contains__ __iter__ __len__ __or__ __rand__ __ror__ __rsub__ __rxor__ __sub__ __xor__ copy "
        "difference intersection isdisjoint issubset issuperset symmetric_difference union"
    ),
    "int": (
        "__abs__ __add__ __and__ __bool__ __ceil__ __divmod__ __float__ __floor__ __floordiv__ __getnewargs__ __index__ __int__ "
        "__invert__ __lshift__ __mod__ __mul__ __neg__ __or__ __pos__ __pow__ __radd__ __rand__ __rdivmod__ __rfloordiv__ __rlshift__ "
        "__rmod__ __rmul__ __ror__ __round__ __rpow__ __rrshift__ __rshift__ __rsub__ __rtruediv__ __rxor__ __sub__ __truediv__ __trunc__ "
        "__xor__ as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag numerator real to_bytes"
    ),
    "list": (
        "__add__ __class_getitem__ __contains__ __delitem__ __getitem__ __iadd__ __imul__ __iter__ __len__ __mul__ __reversed__ __rmul__ "
        "__setitem__ append clear copy count extend index insert pop remove reverse sort"
    ),
    "map": "__iter__ __next__",
    "range": "__bool__ __contains__ __getitem__ __iter__ __len__ __reversed__ count index start step stop",
    "reversed": "__iter__ __length_hint__ __next__ __setstate__",
    "set": (
        "__and__ __class_getitem__ __contains__ __iand__ __ior__ __isub__ __iter__ __ixor__ __len__ __or__ __rand__ __ror__ __rsub__ "
        "__rxor__ __sub__ __xor__ add clear copy difference difference_update discard intersection intersection_update isdisjoint "
        "issubset issuperset pop remove symmetric_difference symmetric_difference_update union update"
    ),
    "slice": "indices start step stop",
    "str": (
        "__add__ __contains__ __getitem__ __getnewargs__ __iter__ __len__ __mod__ __mul__ __rmod__ __rmul__ capitalize casefold center "
        "count encode endswith expandtabs find format format_map index isalnum isalpha isascii isdecimal isdigit isidentifier islower "
        "isnumeric isprintable isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace "
        "rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill"
    ),
    "tuple": "__add__ __class_getitem__ __contains__ __getitem__ __getnewargs__ __iter__ __len__ __mul__ __rmul__ count index",
    "zip": "__iter__ __next__ __setstate__",
    "OrderedDict": "__dict__ move_to_end",
    "defaultdict": "__copy__ __missing__ default_factory",
    "deque": (
        "__add__ __class_getitem__ __contains__ __copy__ __delitem__ __getitem__ __iadd__ __imul__ __iter__ __len__ __mul__ __reversed__ "
        "__rmul__ __setitem__ append appendleft clear copy count extend extendleft index insert maxlen pop popleft remove reverse rotate"
    ),
    "Counter": (
        "__add__ __and__ __dict__ __iadd__ __iand__ __isub__ __missing__ __module__ __neg__ __pos__ __sub__ __weakref__ _keep_positive "
        "elements most_common subtract total"
    ),
    "NoneType": "__bool__",
    "BaseExceptionGroup": "__class_getitem__ derive exceptions message split subgroup",
}


def names_in(cls):
    """The names that a class itself defines, as far as `dir` shows more than what `object` has."""
    own = getattr(cls, "1own")
    if own is not None:
        if cls.__module__ == "collections.abc":
            return [name for name in own if name not in ("_abc_test_", "_abc_needs_", "register")]
        return own
    if cls.__module__ in ("builtins", "collections"):
        if cls.__name__ in NAMES_OF:
            return NAMES_OF[cls.__name__].split()
        if cls is bool or issubclass(cls, BaseException):
            return ()
    return getattr(cls, "1members")


def dir_by_object(v):
    """`object.__dir__(v)`: what `dir` sorts, whatever the class of `v` says."""
    found = {}
    if not isinstance(v, type):
        for name in getattr(v, "1attributes" if getattr(type(v), "1slotted") else "__dict__", ()):
            found[name] = None
        v = type(v)
    for cls in v.__mro__:
        for name in OBJECT_NAMES.split() if cls is object else names_in(cls):
            found[name] = None
    found.pop("1slots", None)
    return list(found)


def dir_of(v):
    names = getattr(type(v), "1dir")
    return sorted(dir_by_object(v) if names is None else names(v))


def dir_above(v, cls):
    """`super(cls, v).__dir__()`."""
    order = type(v).__mro__
    for above in order[order.index(cls) + 1 :]:
        own = getattr(above, "1own")
        if own is not None and "__dir__" in own:
            return own["__dir__"](v)
    return dir_by_object(v)


def dir_asked(v):
    """`v.__dir__()`."""
    if isinstance(v, type):
        method = getattr(v, "1dir")
        if method is None:
            raise TypeError("unbound method object.__dir__() needs an argument")
        return method()
    names = getattr(type(v), "1dir")
    return dir_by_object(v) if names is None else names(v)

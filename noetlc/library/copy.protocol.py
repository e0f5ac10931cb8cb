"""`copy` for bodies with classes that say how they are taken apart and put together: `__reduce__`, `__getstate__` and their kin."""


def defines(x, name):
    from sys import _defines

    return _defines(type(x), name)


def ask(x, name, *args):
    return getattr(x, name)(*args)


def copy(x):
    from copy import copy as shallow

    if defines(x, "__copy__"):
        return ask(x, "__copy__")
    return x if (parts := taken_apart(x)) is x else shallow(x) if parts is None else put_together(x, parts, None)


def taken_apart(x):
    """What the methods of a class say, as `__reduce__` does; x if it is its own copy, None if the class says nothing."""
    from copy import copy as shallow

    if defines(x, "__reduce_ex__") or defines(x, "__reduce__"):
        parts = ask(x, "__reduce_ex__", 4) if defines(x, "__reduce_ex__") else ask(x, "__reduce__")
        if isinstance(parts, str):
            return x
        if not isinstance(parts, tuple) or not 2 <= len(parts) <= 6:
            raise TypeError("__reduce__ must return a string or tuple")
        return parts
    asked = [defines(x, name) for name in ("__getnewargs_ex__", "__getnewargs__", "__getstate__", "__setstate__")]
    if not any(asked) and not is_made_by_own(x):
        return None
    args, named, content = (), {}, isinstance(x, (list, dict, set, str, int, float, tuple, frozenset, bytes))
    if asked[0]:
        args, named = ask(x, "__getnewargs_ex__")
    elif asked[1]:
        args = ask(x, "__getnewargs__")
    bare = content and not asked[0] and not asked[1]
    state = ask(x, "__getstate__") if asked[2] else dict(vars(x)) or None
    make = (lambda: emptied(shallow(x))) if bare else (lambda *args: type(x).__new__(type(x), *args, **named))
    items = iter(x) if not bare and isinstance(x, list) else None
    pairs = iter(x.items()) if not bare and isinstance(x, dict) else None
    return make, args, state, items, pairs


def is_made_by_own(x):
    """Whether a copy of an object without slots is made by what its class has as `__new__`."""
    if not defines(x, "__new__") or type(x).__module__ != "__main__" or hasattr(type(x), "__members__"):
        return False
    kinds = (BaseException, list, dict, set, str, int, float, tuple, frozenset, bytes)
    return not isinstance(x, kinds) and hasattr(x, "__dict__") and not hasattr(x, "__slots__")


def emptied(x):
    x.__dict__.clear()
    return x


def put_together(x, parts, memo):
    """The object that parts describe; deep if there is a memo."""
    make, args, state, items, pairs = (*parts, None, None, None)[:5]
    if memo is not None:
        args = [deepcopy(arg, memo) for arg in args]
    made = make(*args)
    if memo is not None:
        memo[id(x)] = made
    if state is not None:
        if memo is not None:
            state = deepcopy(state, memo)
        if hasattr(made, "__setstate__"):
            ask(made, "__setstate__", state)
        else:
            slots = None
            if isinstance(state, tuple) and len(state) == 2:
                state, slots = state
            if state is not None:
                made.__dict__.update(state)
            for name, value in (slots or {}).items():
                setattr(made, name, value)
    for item in () if items is None else items:
        made.append(item if memo is None else deepcopy(item, memo))
    for key, value in () if pairs is None else pairs:
        if memo is None:
            made[key] = value
        else:
            made[deepcopy(key, memo)] = deepcopy(value, memo)
    return made


def deepcopy(x, memo=None):
    from copy import copy as shallow

    if memo is None:
        memo = {}
    if id(x) in memo:
        return memo[id(x)]
    kind = type(x)
    if kind is list:
        made = memo[id(x)] = []
        for item in x:
            made.append(deepcopy(item, memo))
    elif kind is dict:
        made = memo[id(x)] = {}
        for key, value in x.items():
            made[deepcopy(key, memo)] = deepcopy(value, memo)
    elif kind is tuple:
        items = [deepcopy(item, memo) for item in x]
        made = x if all(a is b for a, b in zip(x, items, strict=True)) else tuple(items)
    elif kind is set or kind is frozenset:
        made = kind([deepcopy(item, memo) for item in x])
    elif defines(x, "__deepcopy__"):
        made = ask(x, "__deepcopy__", memo)
    else:
        parts = taken_apart(x)
        if parts is x:
            return x
        made = put_together(x, parts, memo) if parts is not None else deepened(x, shallow(x), memo)
    if made is not x:
        memo[id(x)] = made
    return made


def deepened(x, made, memo):
    """A shallow copy as a deep one."""
    from copy import deepcopy as native

    if made is x:
        return x
    if not isinstance(made, (list, dict)) and not hasattr(made, "__dict__") and not hasattr(made, "__slots__"):
        return native(x)
    memo[id(x)] = made
    if isinstance(made, list):
        list.__setitem__(made, slice(None), [deepcopy(item, memo) for item in list.__iter__(made)])
    elif isinstance(made, dict):
        for key in list(dict.__iter__(made)):
            dict.__setitem__(made, key, deepcopy(dict.__getitem__(made, key), memo))
    if hasattr(made, "__dict__"):
        for name, value in vars(made).items():
            made.__dict__[name] = deepcopy(value, memo)
    elif hasattr(made, "__slots__"):
        for name in made.__slots__:
            if hasattr(made, name):
                object.__setattr__(made, name, deepcopy(getattr(made, name), memo))
    return made

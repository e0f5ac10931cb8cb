"""`enum`: plain enums and flags. `lower/python/rewrite/enums.py` collects the members of a class and hands it to `made`; what CPython's
metaclass does with classes, the runtime asks the functions `_enum_…_` of the class for (`runtime/python/classes/enum.py`)."""


class auto:
    def __init__(self):
        self.value = None

    def _auto_(self, name, members):
        if self.value is None:
            generate = members.generate
            if generate is None:
                generate = next_bit if members.kind == "flag" else next_number
            self.value = generate(name, 1, len(members.values), members.last[:])
        members.last.append(self.value)
        return self.value


def next_number(name, start, count, last_values):
    if not last_values:
        return start
    last = last_values[-1]
    try:
        last_values.sort()
        if last == last_values[-1]:
            return last + 1
    except TypeError:
        pass
    for i in range(len(last_values) - 1, -1, -1):
        try:
            return last_values[i] + 1
        except TypeError:
            pass
    return start


def next_bit(name, start, count, last_values):
    if not last_values:
        return start
    last = max(last_values)
    if not isinstance(last, int):
        raise TypeError(f"invalid flag value {last!r}")
    return 1 << last.bit_length()


class mappingproxy:
    __module__ = "builtins"
    _abc_ = "proxy"

    def __init__(self, mapping):
        self.mapping = mapping

    def __getitem__(self, key):
        return self.mapping[key]

    def __iter__(self):
        return iter(self.mapping)

    def __reversed__(self):
        return reversed(self.mapping)

    def __len__(self):
        return len(self.mapping)

    def __contains__(self, key):
        return key in self.mapping

    def __eq__(self, other):
        return self.mapping == (other.mapping if isinstance(other, mappingproxy) else other)

    def __repr__(self):
        return f"mappingproxy({self.mapping!r})"

    def __str__(self):
        return str(self.mapping)

    def get(self, key, default=None, /):
        return self.mapping.get(key, default)

    def keys(self):
        return self.mapping.keys()

    def values(self):
        return self.mapping.values()

    def items(self):
        return self.mapping.items()

    def copy(self):
        return dict(self.mapping)


class Members:
    """What the body of an enum assigns, in order."""

    def __init__(self, base):
        self.generate = getattr(base, "_generate_next_value_", None)
        self.kind = base._enum_kind_
        self.values = {}
        self.last = []

    def add(self, name, value):
        if type(value).__name__ == "function":
            return value
        if name in self.values:
            raise TypeError(f"{name!r} already defined as {self.values[name]!r}")
        if hasattr(value, "_auto_"):
            value = value._auto_(name, self)
        elif type(value) is tuple and any(hasattr(part, "_auto_") for part in value):
            value = tuple([part._auto_(name, self) if hasattr(part, "_auto_") else part for part in value])
        else:
            self.last.append(value)
        self.values[name] = value
        return value


def made(cls):
    collected = cls._enum_members_
    del cls._enum_members_
    above = getattr(cls, "_member_map_", None)
    if above:
        for member in above.values():
            raise TypeError(f"<enum {cls.__name__!r}> cannot extend {type(member)!r}")
    names, members, by_value = [], {}, {}
    cls._member_map_ = members  # what is made so far
    cls.__members__ = mappingproxy(members)
    for name, value in collected.values.items():
        args = value if isinstance(value, tuple) else (value,)
        if cls._member_type_ is tuple:
            args = (args,)
        member = cls.__new__(cls, *args)
        if not hasattr(member, "_value_"):
            member._value_ = value if cls._member_type_ is object else cls._member_type_(*args)
        value = member._value_
        member._name_ = name
        member.__objclass__ = cls
        member.__init__(*args)
        member._sort_order_ = len(names)
        same = known_member(value, by_value, members)
        if same is not None:
            member = same
        elif cls._canonical_(value):
            names.append(name)
        setattr(cls, name, member)
        members[name] = member
        try:
            by_value.setdefault(value, member)
        except TypeError:
            pass
    cls._finished_(names, members)
    cls._member_names_ = names
    cls._value2member_map_ = by_value
    return cls


def known_member(value, by_value, members):
    try:
        return by_value.get(value)
    except TypeError:
        for member in members.values():
            if member._value_ == value:
                return member
    return None


def look_up(cls, value):
    if type(value) is cls:
        return value
    found = known_member(value, cls._value2member_map_, cls._member_map_)
    if found is not None:
        return found
    failure = None
    try:
        found = cls._missing_(value)
    except Exception as error:
        failure = error
    if isinstance(found, cls):
        return found
    if failure is None and found is None:
        failure = ValueError(f"{value!r} is not a valid {cls.__qualname__}")
    elif failure is None:
        failure = TypeError(f"error in {cls.__name__}._missing_: returned {found!r} instead of None or a valid member")
    raise failure


def nothing():
    return {}


class Enum:
    _enum_kind_ = "enum"
    _member_type_ = object
    _member_map_ = nothing()
    _member_names_ = ()
    _value2member_map_ = nothing()
    __members__ = mappingproxy({})

    def __init__(self, *args, **kwds):
        pass

    # ---- of the class

    _enum_look_up_ = look_up  # a call with one value

    def _enum_call_(cls, *args, **named):
        for name in named:
            if name not in ("value", "names", "module", "qualname", "type", "start", "boundary"):
                raise TypeError(f"EnumType.__call__() got an unexpected keyword argument '{name}'")
        if not args and "value" not in named:
            raise TypeError("EnumType.__call__() missing 1 required positional argument: 'value'")
        if len(args) + len(named) != 1:
            raise TypeError(f"{cls!r} cannot extend {cls!r}")
        return look_up(cls, args[0] if args else named["value"])

    def _enum_list_(cls):
        return [cls._member_map_[name] for name in cls._member_names_]

    def _enum_item_(cls, name):
        return cls._member_map_[name]

    def _enum_contains_(cls, member):
        if not isinstance(member, Enum):
            raise TypeError(f"unsupported operand type(s) for 'in': '{type(member).__qualname__}' and 'EnumType'")
        return isinstance(member, cls) and member._name_ in cls._member_map_

    @classmethod
    def _canonical_(cls, value):
        return True

    @classmethod
    def _finished_(cls, names, members):
        pass

    @classmethod
    def _missing_(cls, value):
        return None

    # ---- of members

    @property
    def name(self):
        return self._name_

    @name.setter
    def name(self, value):
        raise AttributeError("<enum 'Enum'> cannot set attribute 'name'")

    @property
    def value(self):
        return self._value_

    @value.setter
    def value(self, value):
        raise AttributeError("<enum 'Enum'> cannot set attribute 'value'")

    def __repr__(self):
        return f"<{self.__class__.__name__}.{self._name_}: {self._value_!r}>"

    def __str__(self):
        return f"{self.__class__.__name__}.{self._name_}"

    def __format__(self, spec):
        return f"{self!s:{spec}}"

    def __hash__(self):
        return hash(self._name_)

    _enum_hash_ = __hash__  # where a class still has it, the runtime hashes the name (`objects/hash.py`)


class Mixed(Enum):
    """Enums whose members are values of a built-in type."""

    def __hash__(self):
        return object.__hash__(self)

    _enum_mixed_hash_ = __hash__  # the same of ints and texts


class Asking:
    """What members of an enum of dates or durations ask their value for."""

    def __getattr__(self, name):
        if name[:1] == "_":
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        return getattr(self._value_, name)

    def __eq__(self, other):
        return self._value_ == plain(other)

    def __lt__(self, other):
        return self._value_ < plain(other)

    def __le__(self, other):
        return self._value_ <= plain(other)

    def __gt__(self, other):
        return self._value_ > plain(other)

    def __ge__(self, other):
        return self._value_ >= plain(other)

    def __hash__(self):
        return hash(self._value_)

    def __add__(self, other):
        return moved(self._value_, self._value_ + plain(other))

    def __radd__(self, other):
        return moved(self._value_, other + self._value_)

    def __sub__(self, other):
        return moved(self._value_, self._value_ - plain(other))

    def __rsub__(self, other):
        return other - self._value_

    def __mul__(self, other):
        return self._value_ * other

    def __truediv__(self, other):
        return self._value_ / plain(other)

    def __neg__(self):
        return -self._value_


def plain(value):
    return value._value_ if isinstance(value, Asking) else value


def moved(value, found):
    """What comes of an operator: a date would be one of the enum, whose call that is not."""
    if type(found) is type(value) and hasattr(found, "year"):
        raise TypeError("EnumType.__call__() takes from 2 to 3 positional arguments but 4 were given")
    return found


class IntEnum(Mixed):
    def __str__(self):
        return int.__repr__(self)

    def __format__(self, spec):
        return int.__format__(self, spec)


class StrEnum(Mixed):
    def __new__(cls, *values):
        if len(values) > 3:
            raise TypeError(f"too many arguments for str(): {values!r}")
        if len(values) == 1 and not isinstance(values[0], str):
            raise TypeError(f"{values[0]!r} is not a string")
        if len(values) >= 2 and not isinstance(values[1], str):
            raise TypeError(f"encoding must be a string, not {values[1]!r}")
        value = str(*values)
        member = str.__new__(cls, value)
        member._value_ = value
        return member

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()

    def __str__(self):
        return str.__str__(self)

    def __format__(self, spec):
        return str.__format__(self, spec)


def by_call(bases, class_name, names, *, module=None, qualname=None, type=None, start=1):
    """`Enum("Color", names)`: `bases` are those of the class, the kind of enum last."""
    for member in bases[-1]._member_map_.values():
        raise TypeError(f"<enum {class_name!r}> cannot extend {member.__class__!r}")
    if type is not None:
        bases = (type, Mixed if bases[-1] is Enum else bases[-1])
    members = Members(bases[-1])
    space = {"_enum_members_": members}
    if type is not None or len(bases) > 1:
        space["_member_type_"] = bases[0]
    if isinstance(names, str):
        names = names.replace(",", " ").split()
    if isinstance(names, (tuple, list)) and names and isinstance(names[0], str):
        generate = members.generate
        if generate is None:
            generate = next_bit if members.kind == "flag" else next_number
        found, names, last = names, [], []
        for count, name in enumerate(found):
            value = generate(name, start, count, last[:])
            last.append(value)
            names.append((name, value))
    pairs = [(item, names[item]) if isinstance(item, str) else item for item in names or ()]
    invalid = sorted({repr(name) for name, _ in pairs if name in ("", "mro")})
    if invalid:
        raise ValueError(f"invalid enum member name(s) {','.join(invalid)}")
    for name, value in pairs:
        space[name] = members.add(name, value)
    return made(class_by_call(class_name, bases, space))


def class_by_call(name, bases, space):
    return type(name, bases, space)


def unique(enumeration):
    aliases = [f"{name} -> {member.name}" for name, member in enumeration.__members__.items() if name != member.name]
    if aliases:
        raise ValueError(f"duplicate values found in {enumeration!r}: {', '.join(aliases)}")
    return enumeration

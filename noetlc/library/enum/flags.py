"""Flags: enums whose values are bits."""


class Flag(Enum):
    _enum_kind_ = "flag"
    _flag_mask_ = 0
    _singles_mask_ = 0
    _keeps_bits_ = False
    _all_bits_ = 0

    @classmethod
    def _canonical_(cls, value):
        return isinstance(value, int) and value > 0 and value & (value - 1) == 0

    @classmethod
    def _finished_(cls, names, members):
        mask = singles = 0
        for member in members.values():
            mask |= member._value_
        for name in names:
            singles |= members[name]._value_
        cls._flag_mask_ = mask
        cls._singles_mask_ = singles
        cls._all_bits_ = (1 << mask.bit_length()) - 1

    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")
        mask, every = cls._flag_mask_, cls._all_bits_
        if not ~every <= value <= every or value & (every ^ mask):
            if not cls._keeps_bits_:
                raise invalid(cls, value)
            if value < 0:
                value += max(every + 1, 1 << value.bit_length())
        given = value
        if value < 0:
            value += every + 1
            found = cls._value2member_map_.get(value)
            if found is not None:
                return found
        if value & ~mask and not cls._keeps_bits_:
            raise invalid(cls, value)
        member = int.__new__(cls, value) if cls._keeps_bits_ else object.__new__(cls)
        member._value_ = value
        parts = list(cls._single_members_(value & cls._singles_mask_))
        combined = 0
        for part in parts:
            combined |= part._value_
        if value & ~cls._singles_mask_:
            for other in cls._member_map_.values():
                if other not in parts and other._value_ and other._value_ & value == other._value_:
                    parts.append(other)
                    combined |= other._value_
        if value ^ combined and not cls._keeps_bits_:
            raise ValueError(f"{cls!r}: no members with value {value ^ combined!r}")
        names = [part._name_ for part in parts] + ([repr(value ^ combined)] if value ^ combined else [])
        member._name_ = "|".join(names) if combined else None
        cls._value2member_map_[value] = member
        if given < 0:
            cls._value2member_map_[given] = member
        return member

    @classmethod
    def _single_members_(cls, value):
        return [cls._member_map_[name] for name in cls._member_names_ if cls._member_map_[name]._value_ & value]

    def __repr__(self):
        name = self.__class__.__name__
        return f"<{name}: {self._value_!r}>" if self._name_ is None else f"<{name}.{self._name_}: {self._value_!r}>"

    def __str__(self):
        name = self.__class__.__name__
        return f"{name}({self._value_!r})" if self._name_ is None else f"{name}.{self._name_}"

    def __contains__(self, other):
        if not isinstance(other, self.__class__):
            raise TypeError(f"unsupported operand type(s) for 'in': '{type(other).__qualname__}' and '{self.__class__.__qualname__}'")
        return other._value_ & self._value_ == other._value_

    def __iter__(self):
        return iter(self._single_members_(self._value_))

    def __len__(self):
        return self._value_.bit_count()

    def __bool__(self):
        return bool(self._value_)

    def __or__(self, other):
        return look_up(self.__class__, self._value_ | other._value_) if isinstance(other, self.__class__) else NotImplemented

    def __and__(self, other):
        return look_up(self.__class__, self._value_ & other._value_) if isinstance(other, self.__class__) else NotImplemented

    def __xor__(self, other):
        return look_up(self.__class__, self._value_ ^ other._value_) if isinstance(other, self.__class__) else NotImplemented

    def __invert__(self):
        return look_up(self.__class__, self._singles_mask_ & ~self._value_)


class IntFlag(Flag):
    _keeps_bits_ = True

    def __str__(self):
        return int.__repr__(self)

    def __format__(self, spec):
        return int.__format__(self, spec)

    def __hash__(self):
        return hash(self._value_)

    def __or__(self, other):
        return look_up(self.__class__, self._value_ | bits_of(other)) if isinstance(other, int) else NotImplemented

    def __and__(self, other):
        return look_up(self.__class__, self._value_ & bits_of(other)) if isinstance(other, int) else NotImplemented

    def __xor__(self, other):
        return look_up(self.__class__, self._value_ ^ bits_of(other)) if isinstance(other, int) else NotImplemented

    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__

    def __invert__(self):
        return look_up(self.__class__, ~self._value_)


def bits_of(value):
    return value._value_ if isinstance(value, Enum) else value


def invalid(cls, value):
    bits = max(value.bit_length(), cls._flag_mask_.bit_length())
    return ValueError(f"{cls!r} invalid value {value!r}\n    given {binary(value, bits)}\n  allowed {binary(cls._flag_mask_, bits)}")


def binary(number, bits):
    ceiling = 1 << number.bit_length()
    text = bin(number + ceiling).replace("1", "0", 1) if number >= 0 else bin(~number ^ (ceiling - 1) + ceiling)
    sign, digits = text[:3], text[3:]
    if len(digits) < bits:
        digits = (sign[-1] * bits + digits)[-bits:]
    return f"{sign} {digits}"

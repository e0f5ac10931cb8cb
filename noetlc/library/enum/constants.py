"""Enums whose members are constants, which `lower/python/rewrite/enum_constants.py` hands over as pairs of name and value."""


def made_plainly(cls):
    from sys import _enum_instance

    return made_by(cls, lambda value: _enum_instance(cls))


def made_ints(cls):
    return made_by(cls, lambda value: int.__new__(cls, value))


def made_texts(cls):
    return made_by(cls, lambda value: str.__new__(cls, value))


def made_by(cls, new):
    """The class with its members; `new` makes one of a value."""
    from sys import _enum_keep, _enum_member

    members, by_value = {}, {}
    for name, value in cls._enum_members_:
        if value not in by_value:
            by_value[value] = _enum_member(new(value), cls, name, value, len(by_value))
        members[name] = _enum_keep(cls, name, by_value[value])
    _enum_keep(cls, "_member_map_", members)
    _enum_keep(cls, "_member_names_", [member._name_ for member in by_value.values()])
    _enum_keep(cls, "_value2member_map_", by_value)
    return cls

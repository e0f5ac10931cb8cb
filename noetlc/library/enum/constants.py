"""Enums whose members are constants, which `lower/python/rewrite/enum_constants.py` hands over as pairs of name and value."""


def made_plainly(cls):
    from sys import _enum_member

    by_value = {}
    for name, value in cls._enum_members_:
        if value not in by_value:
            by_value[value] = _enum_member(cls, name, value, len(by_value))
    return completed(cls, by_value)


def made_ints(cls):
    from sys import _enum_typed_member

    by_value = {}
    for name, value in cls._enum_members_:
        if value not in by_value:
            by_value[value] = _enum_typed_member(int.__new__(cls, value), cls, name, value, len(by_value))
    return completed(cls, by_value)


def made_texts(cls):
    from sys import _enum_typed_member

    by_value = {}
    for name, value in cls._enum_members_:
        if value not in by_value:
            by_value[value] = _enum_typed_member(str.__new__(cls, value), cls, name, value, len(by_value))
    return completed(cls, by_value)


def completed(cls, by_value):
    """The class with its members."""
    from sys import _enum_keep

    members = {}
    for name, value in cls._enum_members_:
        members[name] = _enum_keep(cls, name, by_value[value])
    _enum_keep(cls, "_member_map_", members)
    _enum_keep(cls, "_member_names_", [member._name_ for member in by_value.values()])
    _enum_keep(cls, "_value2member_map_", by_value)
    return cls

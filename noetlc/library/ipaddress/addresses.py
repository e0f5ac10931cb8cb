"""`ipaddress`: addresses, and interfaces, which know their network."""

PRIVATE_V4 = (
    *((0, 8), (0x0A000000, 8), (0x7F000000, 8), (0xA9FE0000, 16), (0xAC100000, 12), (0xC0000000, 29), (0xC00000AA, 31)),
    *((0xC0000200, 24), (0xC0A80000, 16), (0xC6120000, 15), (0xC6336400, 24), (0xCB007100, 24), (0xF0000000, 4)),
)
CHANGED_V4 = ((0xC0000000, 24),)  # what releases of 3.11 do not agree on
PRIVATE_V6 = (
    *((1, 128), (0, 128), (0xFFFF << 32, 96), (0x100 << 112, 64)),
    *((0x20010DB8 << 96, 32), (0xFC00 << 112, 7), (0xFE80 << 112, 10)),
)
CHANGED_V6 = ((0x2001 << 112, 23), (0x2002 << 112, 16), (0x64FF9B0001 << 80, 48), (0x3FFF << 112, 20))


def within(ranges, bits, first, last):
    """Whether one of the ranges, each a first address and the length of its prefix, has both addresses."""
    for start, length in ranges:
        if first >> (bits - length) == start >> (bits - length) == last >> (bits - length):
            return True
    return False


def is_private_range(version, first, last):
    bits, private, changed = (32, PRIVATE_V4, CHANGED_V4) if version == 4 else (128, PRIVATE_V6, CHANGED_V6)
    if within(private, bits, first, last):
        return True
    if within(changed, bits, first, first):
        from sys import _leave

        _leave("kind of an address")
    return False


class BaseAddress:
    __slots__ = ()

    def __int__(self):
        return self._ip

    def __eq__(self, other):
        if not isinstance(other, BaseAddress):
            return NotImplemented
        return self._ip == other._ip and self._version == other._version

    def __lt__(self, other):
        if not isinstance(other, BaseAddress):
            return NotImplemented
        if self._version != other._version:
            raise TypeError(f"{self} and {other} are not of the same version")
        return self._ip < other._ip

    def __le__(self, other):
        less = type(self).__lt__(self, other)
        return less if less is NotImplemented else less or self == other

    def __gt__(self, other):
        less = type(self).__lt__(self, other)
        return less if less is NotImplemented else not less and self != other

    def __ge__(self, other):
        less = type(self).__lt__(self, other)
        return less if less is NotImplemented else not less

    def __add__(self, other):
        return type(self)(self._ip + other) if isinstance(other, int) else NotImplemented

    def __sub__(self, other):
        return type(self)(self._ip - other) if isinstance(other, int) else NotImplemented

    def __repr__(self):
        return f"{type(self).__name__}({str(self)!r})"

    def __str__(self):
        return text_of_int(self._version, self._ip)

    def __hash__(self):
        return hash((self._version, self._ip))

    def __format__(self, spec):
        if not spec or spec[-1] == "s":
            return format(str(self), spec)
        base = spec[-1]
        if base not in "xbnX" or spec[:-1] not in ("", "#", "_", "#_"):
            raise TypeError(f"unsupported format string passed to {type(self).__name__}.__format__")
        if base == "n":
            base = "b" if self._version == 4 else "x"
        width = self.max_prefixlen if base == "b" else self.max_prefixlen // 4
        grouping = "_" if "_" in spec else ""
        if grouping:
            width += width // 4 - 1
        alternate = "#" if "#" in spec else ""
        return format(self._ip, f"{alternate}0{width + 2 if alternate else width}{grouping}{base}")

    @property
    def version(self):
        return self._version

    @property
    def max_prefixlen(self):
        return 32 if self._version == 4 else 128

    @property
    def compressed(self):
        return str(self)

    @property
    def packed(self):
        return self._ip.to_bytes(self.max_prefixlen // 8, "big")

    def _given(self, address):
        """Takes an int or bytes; whether that is what was given."""
        bits = self.max_prefixlen
        if isinstance(address, int):
            if address < 0:
                raise AddressValueError(f"{int(address)} (< 0) is not permitted as an IPv{self._version} address")
            if address >> bits:
                raise AddressValueError(f"{int(address)} (>= 2**{bits}) is not permitted as an IPv{self._version} address")
            self._ip = address
        elif isinstance(address, bytes):
            if len(address) != bits // 8:
                size = f"(len {len(address)} != {bits // 8})"
                raise AddressValueError(f"{address!r} {size} is not permitted as an IPv{self._version} address")
            self._ip = int.from_bytes(address, "big")
        else:
            return False
        return True


class IPv4Address(BaseAddress):
    __module__ = "ipaddress"
    __slots__ = ("1_ip",)
    _version = 4

    def __init__(self, address):
        if self._given(address):
            return
        text = str(address)
        if "/" in text:
            raise AddressValueError(f"Unexpected '/' in {address!r}")
        self._ip = v4_int_of(text)

    @property
    def exploded(self):
        return str(self)

    @property
    def reverse_pointer(self):
        return ".".join(str(self).split(".")[::-1]) + ".in-addr.arpa"

    @property
    def is_reserved(self):
        return self._ip >> 28 == 15

    @property
    def is_private(self):
        return is_private_range(4, self._ip, self._ip)

    @property
    def is_global(self):
        return self._ip >> 22 != 0x64400000 >> 22 and not is_private_range(4, self._ip, self._ip)

    @property
    def is_multicast(self):
        return self._ip >> 28 == 14

    @property
    def is_unspecified(self):
        return self._ip == 0

    @property
    def is_loopback(self):
        return self._ip >> 24 == 127

    @property
    def is_link_local(self):
        return self._ip >> 16 == 0xA9FE


class IPv6Address(BaseAddress):
    __module__ = "ipaddress"
    __slots__ = ("1_ip", "1_scope")
    _version = 6

    def __init__(self, address):
        self._scope = None
        if self._given(address):
            return
        text = str(address)
        if "/" in text:
            raise AddressValueError(f"Unexpected '/' in {address!r}")
        plain, sign, scope = text.partition("%")
        if sign:
            if not scope or "%" in scope:
                raise AddressValueError(f'Invalid IPv6 address: "{text!r}"')
            self._scope = scope
        self._ip = v6_int_of(plain)

    def __str__(self):
        text = text_of_int(6, self._ip)
        return f"{text}%{self._scope}" if self._scope else text

    def __eq__(self, other):
        if not isinstance(other, BaseAddress):
            return NotImplemented
        return self._version == other._version and self._ip == other._ip and self._scope == other._scope

    def __hash__(self):
        return hash((self._ip, self._scope))

    def _kind(self):
        """The address, of which this alone tells its kind: releases do not agree on those that stand for one of version 4."""
        if self._ip >> 32 == 0xFFFF:
            from sys import _leave

            _leave("kind of an address")
        return self._ip

    @property
    def scope_id(self):
        return self._scope

    @property
    def exploded(self):
        return long_text_of_int(6, v6_int_of(str(self)) if self._scope else self._ip)  # which raises, as it does in CPython

    @property
    def reverse_pointer(self):
        return ".".join(self.exploded[::-1].replace(":", "")) + ".ip6.arpa"

    @property
    def is_reserved(self):
        top = self._kind() >> 112
        return top >> 8 in (0, 1) or 2 <= top >> 8 < 0x20 or 0x4000 <= top < 0xFC00 or top >> 7 == 0xFE00 >> 7

    @property
    def is_link_local(self):
        return self._kind() >> 118 == 0xFE80 >> 6

    @property
    def is_site_local(self):
        return self._ip >> 118 == 0xFEC0 >> 6

    @property
    def is_private(self):
        mapped = self.ipv4_mapped
        return is_private_range(6, self._ip, self._ip) if mapped is None else mapped.is_private

    @property
    def is_global(self):
        return self._kind() >= 0 and not self.is_private

    @property
    def is_multicast(self):
        return self._kind() >> 120 == 255

    @property
    def is_unspecified(self):
        return self._ip == 0

    @property
    def is_loopback(self):
        return self._kind() == 1

    @property
    def ipv4_mapped(self):
        return IPv4Address(self._ip & 0xFFFFFFFF) if self._ip >> 32 == 0xFFFF else None

    @property
    def teredo(self):
        if self._ip >> 96 != 0x20010000:
            return None
        return IPv4Address(self._ip >> 64 & 0xFFFFFFFF), IPv4Address(~self._ip & 0xFFFFFFFF)

    @property
    def sixtofour(self):
        return IPv4Address(self._ip >> 80 & 0xFFFFFFFF) if self._ip >> 112 == 0x2002 else None

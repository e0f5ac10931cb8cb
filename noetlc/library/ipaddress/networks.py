"""`ipaddress`: networks, and functions that take addresses and networks of both versions."""


class BaseNetwork:
    def __init__(self, address, strict=True):
        bits = 32 if self._version == 4 else 128
        plain, mask = split_mask(address, bits)
        self._kind = IPv4Address if self._version == 4 else IPv6Address
        self.network_address = self._kind(plain)
        self._length = prefix_of(self._version, mask)
        self.netmask = self._kind(mask_of(bits, self._length))
        if self.network_address._ip & self.netmask._ip != self.network_address._ip:
            if strict:
                raise ValueError(f"{self} has host bits set")
            self.network_address = self._kind(self.network_address._ip & self.netmask._ip)

    def __repr__(self):
        return f"{type(self).__name__}({str(self)!r})"

    def __str__(self):
        return f"{self.network_address}/{self._length}"

    def _between(self, first, last):
        while first <= last:
            yield self._kind(first)
            first += 1

    def _last(self):
        return self.network_address._ip | self.hostmask._ip

    def hosts(self):
        if self._length == self.max_prefixlen:
            return [self._kind(str(self.network_address))]
        if self._length == self.max_prefixlen - 1:
            return iter(self)
        last = self._last()
        return self._between(self.network_address._ip + 1, last - 1 if self._version == 4 else last)

    def __iter__(self):
        return self._between(self.network_address._ip, self._last())

    def __getitem__(self, n):
        if n >= 0:
            if self.network_address._ip + n > self._last():
                raise IndexError("address out of range")
            return self._kind(self.network_address._ip + n)
        n += 1
        if self._last() + n < self.network_address._ip:
            raise IndexError("address out of range")
        return self._kind(self._last() + n)

    def __lt__(self, other):
        if not isinstance(other, BaseNetwork):
            return NotImplemented
        if self._version != other._version:
            raise TypeError(f"{self} and {other} are not of the same version")
        return (self.network_address._ip, self._length) < (other.network_address._ip, other._length)

    def __le__(self, other):
        less = self.__lt__(other)
        return less if less is NotImplemented else less or self == other

    def __gt__(self, other):
        less = self.__lt__(other)
        return less if less is NotImplemented else not less and self != other

    def __ge__(self, other):
        less = self.__lt__(other)
        return less if less is NotImplemented else not less

    def __eq__(self, other):
        if not isinstance(other, BaseNetwork):
            return NotImplemented
        return self._version == other._version and self.network_address == other.network_address and self._length == other._length

    def __hash__(self):
        return hash(self.network_address._ip ^ self.netmask._ip)

    def __contains__(self, other):
        if not isinstance(other, (BaseAddress, BaseNetwork)):
            raise AttributeError(f"'{type(other).__name__}' object has no attribute '_version'")
        if self._version != other._version or isinstance(other, BaseNetwork):
            return False
        return other._ip & self.netmask._ip == self.network_address._ip

    def overlaps(self, other):
        if self.network_address in other or self.broadcast_address in other:
            return True
        return other.network_address in self or other.broadcast_address in self

    @property
    def version(self):
        return self._version

    @property
    def max_prefixlen(self):
        return 32 if self._version == 4 else 128

    @property
    def prefixlen(self):
        return self._length

    @property
    def compressed(self):
        return str(self)

    @property
    def exploded(self):
        return f"{self.network_address.exploded}/{self._length}"

    @property
    def reverse_pointer(self):
        if self._version == 6:
            return ".".join(self.exploded[::-1].replace(":", "")) + ".ip6.arpa"
        return ".".join(str(self).split(".")[::-1]) + ".in-addr.arpa"

    @property
    def broadcast_address(self):
        return self._kind(self._last())

    @property
    def hostmask(self):
        return self._kind((1 << (self.max_prefixlen - self._length)) - 1)

    @property
    def with_prefixlen(self):
        return f"{self.network_address}/{self._length}"

    @property
    def with_netmask(self):
        return f"{self.network_address}/{self.netmask}"

    @property
    def with_hostmask(self):
        return f"{self.network_address}/{self.hostmask}"

    @property
    def num_addresses(self):
        return 1 << (self.max_prefixlen - self._length)

    def address_exclude(self, other):
        if self._version != other._version:
            raise TypeError(f"{self} and {other} are not of the same version")
        if not isinstance(other, BaseNetwork):
            raise TypeError(f"{other} is not a network object")
        if not other.subnet_of(self):
            raise ValueError(f"{other} not contained in {self}")
        if other == self:
            return
        one, two = self.subnets()
        while one != other and two != other:
            if other.subnet_of(one):
                yield two
                one, two = one.subnets()
            else:
                yield one
                one, two = two.subnets()
        yield two if one == other else one

    def compare_networks(self, other):
        if self._version != other._version:
            raise TypeError(f"{self} and {other} are not of the same type")
        return 0 if self == other else -1 if self < other else 1

    def subnets(self, prefixlen_diff=1, new_prefix=None):
        if self._length == self.max_prefixlen:
            yield self
            return
        if new_prefix is not None:
            if new_prefix < self._length:
                raise ValueError("new prefix must be longer")
            if prefixlen_diff != 1:
                raise ValueError("cannot set prefixlen_diff and new_prefix")
            prefixlen_diff = new_prefix - self._length
        if prefixlen_diff < 0:
            raise ValueError("prefix length diff must be > 0")
        length = self._length + prefixlen_diff
        if length > self.max_prefixlen:
            raise ValueError(f"prefix length diff {length} is invalid for netblock {self}")
        first, last = self.network_address._ip, self._last()
        while first <= last:
            yield type(self)((first, length))
            first += 1 << (self.max_prefixlen - length)

    def supernet(self, prefixlen_diff=1, new_prefix=None):
        if self._length == 0:
            return self
        if new_prefix is not None:
            if new_prefix > self._length:
                raise ValueError("new prefix must be shorter")
            if prefixlen_diff != 1:
                raise ValueError("cannot set prefixlen_diff and new_prefix")
            prefixlen_diff = self._length - new_prefix
        length = self._length - prefixlen_diff
        if length < 0:
            raise ValueError(f"current prefixlen is {self._length}, cannot have a prefixlen_diff of {prefixlen_diff}")
        return type(self)((self.network_address._ip & (self.netmask._ip << prefixlen_diff), length))

    def subnet_of(self, other):
        return is_subnet(self, other)

    def supernet_of(self, other):
        return is_subnet(other, self)

    @property
    def is_multicast(self):
        return self.network_address.is_multicast and self.broadcast_address.is_multicast

    @property
    def is_reserved(self):
        return self.network_address.is_reserved and self.broadcast_address.is_reserved

    @property
    def is_link_local(self):
        return self.network_address.is_link_local and self.broadcast_address.is_link_local

    @property
    def is_private(self):
        return is_private_range(self._version, self.network_address._ip, self._last())

    @property
    def is_global(self):
        if self._version == 4 and within(((0x64400000, 10),), 32, self.network_address._ip, self._last()):
            return False
        return not self.is_private

    @property
    def is_unspecified(self):
        return self.network_address.is_unspecified and self.broadcast_address.is_unspecified

    @property
    def is_loopback(self):
        return self.network_address.is_loopback and self.broadcast_address.is_loopback


def is_subnet(a, b):
    if not isinstance(a, BaseNetwork) or not isinstance(b, BaseNetwork):
        raise TypeError(f"Unable to test subnet containment between {a} and {b}")
    if a._version != b._version:
        raise TypeError(f"{a} and {b} are not of the same version")
    return b.network_address._ip <= a.network_address._ip and b._last() >= a._last()


class IPv4Network(BaseNetwork):
    __module__ = "ipaddress"
    _version = 4


class IPv6Network(BaseNetwork):
    __module__ = "ipaddress"
    _version = 6

    @property
    def is_site_local(self):
        return self.network_address.is_site_local and self.broadcast_address.is_site_local


def ip_address(address):
    for kind in (IPv4Address, IPv6Address):
        try:
            return kind(address)
        except (AddressValueError, NetmaskValueError):
            pass
    raise ValueError(f"{address!r} does not appear to be an IPv4 or IPv6 address")


def ip_network(address, strict=True):
    for kind in (IPv4Network, IPv6Network):
        try:
            return kind(address, strict)
        except (AddressValueError, NetmaskValueError):
            pass
    raise ValueError(f"{address!r} does not appear to be an IPv4 or IPv6 network")


def ip_interface(address):
    for kind in (IPv4Interface, IPv6Interface):
        try:
            return kind(address)
        except (AddressValueError, NetmaskValueError):
            pass
    raise ValueError(f"{address!r} does not appear to be an IPv4 or IPv6 interface")


def summarize_address_range(first, last):
    if not isinstance(first, BaseAddress) or not isinstance(last, BaseAddress):
        raise TypeError("first and last must be IP addresses, not networks")
    if first._version != last._version:
        raise TypeError(f"{first} and {last} are not of the same version")
    if first > last:
        raise ValueError("last IP address must be greater than first")
    kind, bits = (IPv4Network, 32) if first._version == 4 else (IPv6Network, 128)
    at = first._ip
    while at <= last._ip:
        zeros = min(bits, (~at & (at - 1)).bit_length()) if at else bits
        zeros = min(zeros, (last._ip - at + 1).bit_length() - 1)
        yield kind((at, bits - zeros))
        at += 1 << zeros


def collapse_addresses(addresses):
    single, several = [], []
    for ip in addresses:
        whole = isinstance(ip, BaseAddress) or ip._length == ip.max_prefixlen
        kept = single if whole else several
        if kept and kept[-1]._version != ip._version:
            raise TypeError(f"{ip} and {kept[-1]} are not of the same version")
        kept.append(ip if isinstance(ip, BaseAddress) or not whole else ip.network_address)
    found = []
    ordered = sorted(set(single))
    start = 0
    for i in range(len(ordered)):
        if i + 1 == len(ordered) or ordered[i + 1]._ip != ordered[i]._ip + 1:
            found.extend(summarize_address_range(ordered[start], ordered[i]))
            start = i + 1
    return collapsed(found + several)


def collapsed(networks):
    left = list(networks)
    subnets = {}
    while left:
        network = left.pop()
        above = network.supernet()
        known = subnets.get(above)
        if known is None:
            subnets[above] = network
        elif known != network:
            del subnets[above]
            left.append(above)
    last = None
    for network in sorted(subnets.values()):
        if last is None or last._last() < network._last():
            yield network
            last = network


def get_mixed_type_key(obj):
    if isinstance(obj, BaseNetwork):
        return obj._version, obj.network_address, obj.netmask
    return (obj._version, obj) if isinstance(obj, BaseAddress) else NotImplemented

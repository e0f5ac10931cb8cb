"""`ipaddress`: interfaces, which are addresses that know their network."""


class IPv4Interface(IPv4Address):
    __module__ = "ipaddress"

    def __init__(self, address):
        plain, mask = split_mask(address, 32)
        IPv4Address.__init__(self, plain)
        self.network = IPv4Network((plain, mask), False)
        self.netmask = self.network.netmask

    def __str__(self):
        return f"{text_of_int(4, self._ip)}/{self.network.prefixlen}"

    def __eq__(self, other):
        return interface_equal(self, other, IPv4Address.__eq__(self, other))

    def __lt__(self, other):
        return interface_less(self, other, IPv4Address.__lt__(self, other))

    def __hash__(self):
        return hash((self._ip, self.network._length, self.network.network_address._ip))

    @property
    def ip(self):
        return IPv4Address(self._ip)

    @property
    def hostmask(self):
        return self.network.hostmask

    @property
    def with_prefixlen(self):
        return f"{self.ip}/{self.network.prefixlen}"

    @property
    def with_netmask(self):
        return f"{self.ip}/{self.netmask}"

    @property
    def with_hostmask(self):
        return f"{self.ip}/{self.hostmask}"


class IPv6Interface(IPv6Address):
    __module__ = "ipaddress"

    def __init__(self, address):
        plain, mask = split_mask(address, 128)
        IPv6Address.__init__(self, plain)
        self.network = IPv6Network((plain, mask), False)
        self.netmask = self.network.netmask

    def __str__(self):
        return f"{IPv6Address.__str__(self)}/{self.network.prefixlen}"

    def __eq__(self, other):
        return interface_equal(self, other, IPv6Address.__eq__(self, other))

    def __lt__(self, other):
        return interface_less(self, other, IPv6Address.__lt__(self, other))

    def __hash__(self):
        return hash((self._ip, self.network._length, self.network.network_address._ip))

    @property
    def exploded(self):
        return f"{long_text_of_int(6, self._ip)}/{self.network.prefixlen}"

    @property
    def ip(self):
        return IPv6Address(self._ip)

    @property
    def hostmask(self):
        return self.network.hostmask

    @property
    def with_prefixlen(self):
        return f"{self.ip}/{self.network.prefixlen}"

    @property
    def with_netmask(self):
        return f"{self.ip}/{self.netmask}"

    @property
    def with_hostmask(self):
        return f"{self.ip}/{self.hostmask}"

    @property
    def is_unspecified(self):
        return self._ip == 0 and self.network.is_unspecified

    @property
    def is_loopback(self):
        return self._ip == 1 and self.network.is_loopback


def interface_equal(one, other, alike):
    if alike is NotImplemented or not alike:
        return alike
    return isinstance(other, (IPv4Interface, IPv6Interface)) and one.network == other.network


def interface_less(one, other, less):
    if less is NotImplemented:
        return less
    if not isinstance(other, (IPv4Interface, IPv6Interface)):
        return False
    return one.network < other.network or (one.network == other.network and less)

"""`ipaddress`: addresses as texts and ints."""


class AddressValueError(ValueError):
    __module__ = "ipaddress"


class NetmaskValueError(ValueError):
    __module__ = "ipaddress"


def v4_int_of(text):
    if not text:
        raise AddressValueError("Address cannot be empty")
    octets = text.split(".")
    if len(octets) != 4:
        raise AddressValueError(f"Expected 4 octets in {text!r}")
    found = 0
    for octet in octets:
        wrong = wrong_octet(octet)
        if wrong:
            raise AddressValueError(f"{wrong} in {text!r}")
        found = found << 8 | int(octet)
    return found


def wrong_octet(octet):
    if not octet:
        return "Empty octet not permitted"
    if not (octet.isascii() and octet.isdigit()):
        return f"Only decimal digits permitted in {octet!r}"
    if len(octet) > 3:
        return f"At most 3 characters permitted in {octet!r}"
    if octet != "0" and octet[0] == "0":
        return f"Leading zeros are not permitted in {octet!r}"
    return f"Octet {int(octet)} (> 255) not permitted" if int(octet) > 255 else ""


def v6_int_of(text):
    if not text:
        raise AddressValueError("Address cannot be empty")
    parts = text.split(":")
    if len(parts) < 3:
        raise AddressValueError(f"At least 3 parts expected in {text!r}")
    if "." in parts[-1]:
        try:
            last = v4_int_of(parts.pop())
        except AddressValueError as error:
            raise AddressValueError(f"{error} in {text!r}") from None
        parts += [f"{last >> 16:x}", f"{last & 65535:x}"]
    if len(parts) > 9:
        raise AddressValueError(f"At most 8 colons permitted in {text!r}")
    empty = [i for i in range(1, len(parts) - 1) if not parts[i]]
    if len(empty) > 1:
        raise AddressValueError(f"At most one '::' permitted in {text!r}")
    if not empty and len(parts) != 8:
        raise AddressValueError(f"Exactly 8 parts expected without '::' in {text!r}")
    if not parts[0] and empty != [1]:
        raise AddressValueError(f"Leading ':' only permitted as part of '::' in {text!r}")
    if not parts[-1] and empty != [len(parts) - 2]:
        raise AddressValueError(f"Trailing ':' only permitted as part of '::' in {text!r}")
    if empty:
        above = [part for part in parts[: empty[0]] if part]
        below = [part for part in parts[empty[0] + 1 :] if part]
        if len(above) + len(below) > 7:
            raise AddressValueError(f"Expected at most 7 other parts with '::' in {text!r}")
        parts = [*above, *["0"] * (8 - len(above) - len(below)), *below]
    found = 0
    for part in parts:
        wrong = wrong_hextet(part)
        if wrong:
            raise AddressValueError(f"{wrong} in {text!r}")
        found = found << 16 | int(part, 16)
    return found


def wrong_hextet(part):
    for c in part:
        if c not in "0123456789ABCDEFabcdef":
            return f"Only hex digits permitted in {part!r}"
    return f"At most 4 characters permitted in {part!r}" if len(part) > 4 else ""


def text_of_int(version, number):
    if version == 4:
        return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    parts = [f"{number >> shift & 65535:x}" for shift in range(112, -1, -16)]
    longest = start = 0
    for i in range(8):
        n = 0
        while i + n < 8 and parts[i + n] == "0":
            n += 1
        if n > longest:
            longest, start = n, i
    if longest < 2:
        return ":".join(parts)
    return ":".join(parts[:start]) + "::" + ":".join(parts[start + longest :])


def long_text_of_int(version, number):
    if version == 4:
        return text_of_int(4, number)
    return ":".join([f"{number >> shift & 65535:04x}" for shift in range(112, -1, -16)])


def split_mask(address, bits):
    """The address and mask that a network or interface is made of."""
    if isinstance(address, (bytes, int)):
        return address, bits
    if not isinstance(address, tuple):
        parts = str(address).split("/")
        if len(parts) > 2:
            raise AddressValueError(f"Only one '/' permitted in {address!r}")
        address = parts
    return (address[0], address[1]) if len(address) > 1 else (address[0], bits)


def prefix_of(version, mask):
    """The length of the prefix that a mask means."""
    bits = 32 if version == 4 else 128
    if isinstance(mask, int):
        if not 0 <= mask <= bits:
            raise NetmaskValueError(f"{mask!r} is not a valid netmask")
        return mask
    if mask.isascii() and mask.isdigit() and int(mask) <= bits:
        return int(mask)
    if version == 4:
        try:
            number = v4_int_of(mask)
        except AddressValueError:
            number = -1
        for length in range(33) if number >= 0 else ():
            if number in (mask_of(32, length), 0xFFFFFFFF ^ mask_of(32, length)):
                return length if number == mask_of(32, length) or zeros_first(number) else 32 - length
    raise NetmaskValueError(f"{mask!r} is not a valid netmask")


def mask_of(bits, length):
    return ((1 << length) - 1) << (bits - length)


def zeros_first(number):
    return number >> 31 == 0

"""`codecs`: encodings by functions, of bytes to bytes too, and decoding piece by piece."""

BOM_UTF8 = b"\xef\xbb\xbf"
BOM_LE = b"\xff\xfe"
BOM_UTF16_LE = b"\xff\xfe"
BOM_BE = b"\xfe\xff"
BOM_UTF16_BE = b"\xfe\xff"
BOM = b"\xff\xfe"
BOM_UTF16 = b"\xff\xfe"
BOM_UTF32_LE = b"\xff\xfe\x00\x00"
BOM_UTF32_BE = b"\x00\x00\xfe\xff"
BOM_UTF32 = b"\xff\xfe\x00\x00"


def encode(obj, encoding="utf-8", errors="strict"):
    kind = _kind(encoding)
    if kind == "rot13":
        return _turned(obj)
    if kind == "hex":
        import binascii

        return binascii.hexlify(_bytes(obj))
    if kind == "base64":
        import base64

        return base64.encodebytes(_bytes(obj))
    if not isinstance(obj, str):
        _other()
    return obj.encode(encoding, errors)


def decode(obj, encoding="utf-8", errors="strict"):
    kind = _kind(encoding)
    if kind == "rot13":
        return _turned(obj)
    if kind == "hex":
        import binascii

        try:
            return binascii.unhexlify(obj)
        except binascii.Error as e:
            raise binascii.Error(f"decoding with '{encoding}' codec failed (Error: {e})") from e
    if kind == "base64":
        import base64

        return base64.decodebytes(_bytes(obj))
    if isinstance(obj, str) and encoding.lower().replace("-", "_") in ("unicode_escape", "raw_unicode_escape"):
        obj = obj.encode("utf-8")
    return _bytes(obj).decode(encoding, errors)


def _kind(encoding):
    """Which of the encodings that are none of text a name means, "" if none of them."""
    if not isinstance(encoding, str):
        _other()
    plain = encoding.lower().replace("-", "_").replace(" ", "_")
    if plain in ("rot13", "rot_13"):
        return "rot13"
    if plain in ("hex", "hex_codec"):
        return "hex"
    if plain in ("base64", "base_64", "base64_codec"):
        return "base64"
    if plain in ("zip", "zlib", "zlib_codec", "bz2", "bz2_codec", "uu", "uu_codec", "quopri", "quopri_codec", "quoted_printable"):
        _other()
    return ""


def _other():
    from sys import _leave

    _leave("encoding")


def _bytes(obj):
    if not isinstance(obj, (bytes, bytearray)):
        _other()
    return bytes(obj)


def _turned(text):
    if not isinstance(text, str):
        _other()
    small = "abcdefghijklmnopqrstuvwxyz"
    turned = small[13:] + small[:13]
    return text.translate(str.maketrans(small + small.upper(), turned + turned.upper()))


def canonical(encoding):
    """The name that CPython gives a codec."""
    plain = "-".join("".join(c if c.isalnum() else " " for c in encoding.lower()).split())
    if _kind(encoding):
        _other()
    "".encode(encoding)
    if plain in ("utf-8", "utf8", "u8", "utf"):
        return "utf-8"
    if plain in ("ascii", "us-ascii", "646", "us"):
        return "ascii"
    if plain in ("latin-1", "latin1", "iso-8859-1", "iso8859-1", "latin", "l1"):
        return "iso8859-1"
    if plain == "utf-8-sig" or (plain.startswith("cp") and plain[2:].isdigit()):
        return plain
    return _other()


class CodecInfo:
    __module__ = "codecs"

    def __init__(self, name):
        self.name = name

    def encode(self, input, errors="strict"):
        return (input.encode(self.name, errors), len(input))

    def decode(self, input, errors="strict"):
        return (bytes(input).decode(self.name, errors), len(input))

    def incrementaldecoder(self, errors="strict"):
        return Pieces(self.name, errors)

    def incrementalencoder(self, errors="strict"):
        return Parts(self.name, errors)

    def __repr__(self):
        _other()


def lookup(encoding):
    return CodecInfo(canonical(encoding))


def getencoder(encoding):
    return lookup(encoding).encode


def getdecoder(encoding):
    return lookup(encoding).decode


class Pieces:
    """An incremental decoder: of UTF-8 it keeps the beginning of a character until the rest comes."""

    _type_name = "IncrementalDecoder"

    def __init__(self, name, errors):
        if name == "utf-8-sig":
            _other()
        self.errors = errors
        self._name = name
        self._kept = b""

    def decode(self, input, final=False):
        data = self._kept + bytes(input)
        end = len(data)
        if not final and self._name == "utf-8":
            end = _complete(data)
        text = data[:end].decode(self._name, self.errors)
        self._kept = data[end:]
        return text

    def reset(self):
        self._kept = b""

    def getstate(self):
        return (self._kept, 0)

    def setstate(self, state):
        self._kept = state[0]


def _complete(data):
    """How many bytes of UTF-8 there are without a last character whose rest is to come."""
    for back in (1, 2, 3):
        if back <= len(data) and data[-back] >= 0xC0:
            try:
                data[-back:].decode("utf-8")
            except UnicodeDecodeError as e:
                return len(data) - back if e.reason == "unexpected end of data" else len(data)
            return len(data)
    return len(data)


class Parts:
    _type_name = "IncrementalEncoder"

    def __init__(self, name, errors):
        if name == "utf-8-sig":
            _other()
        self.errors = errors
        self._name = name

    def encode(self, input, final=False):
        return input.encode(self._name, self.errors)

    def reset(self):
        pass


def getincrementaldecoder(encoding):
    return lookup(encoding).incrementaldecoder


def getincrementalencoder(encoding):
    return lookup(encoding).incrementalencoder


def iterdecode(iterator, encoding, errors="strict"):
    decoder = getincrementaldecoder(encoding)(errors)
    for input in iterator:
        output = decoder.decode(input)
        if output:
            yield output
    output = decoder.decode(b"", True)
    if output:
        yield output


def iterencode(iterator, encoding, errors="strict"):
    encoder = getincrementalencoder(encoding)(errors)
    for input in iterator:
        output = encoder.encode(input)
        if output:
            yield output

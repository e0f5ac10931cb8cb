"""`gzip`: what was compressed, as it was."""


class BadGzipFile(OSError):
    __module__ = "gzip"


def decompress(data):
    import zlib
    from sys import _inflated

    found = []
    data = bytes(data)
    at = 0
    while at < len(data):
        start = _begin(data, at)
        if start == at:
            break
        part = _inflated(data, start)
        if part is None or len(data) - part[1] < 8:
            raise EOFError("Compressed file ended before the end-of-stream marker was reached")
        end = part[1]
        if int.from_bytes(data[end : end + 4], "little") != zlib.crc32(part[0]):
            raise BadGzipFile("CRC check failed")
        if int.from_bytes(data[end + 4 : end + 8], "little") != len(part[0]):
            raise BadGzipFile("Incorrect length of data produced")
        found.append(part[0])
        at = end + 8
        while at < len(data) and data[at] == 0:
            at += 1
    return b"".join(found)


def _begin(data, at):
    """Where the data of a member begins."""
    if data[at : at + 2] != b"\x1f\x8b":
        raise BadGzipFile(f"Not a gzipped file ({data[at : at + 2]!r})")
    head = _piece(data, at + 2, 8)
    if head[0] != 8:
        raise BadGzipFile("Unknown compression method")
    place = at + 10
    if head[1] & 4:
        place += 2 + int.from_bytes(_piece(data, place, 2), "little")
        _piece(data, place - 1, 1)
    for flag in (8, 16):
        if head[1] & flag:
            while place < len(data) and data[place]:
                place += 1
            place += 1
    if head[1] & 2:
        _piece(data, place, 2)
        place += 2
    return place


def _piece(data, at, size):
    if len(data) - at < size:
        raise EOFError("Compressed file ended before the end-of-stream marker was reached")
    return data[at : at + size]

"""What of `urllib.parse` calls functions of a body: `urlencode` with `quote_via`; and `quote_from_bytes`."""


def urlencode_by(query, doseq=False, safe="", encoding=None, errors=None, quote_via=None):
    if hasattr(query, "items"):
        query = query.items()
    else:
        try:
            if len(query) and not isinstance(query[0], tuple):
                raise TypeError
        except TypeError:
            raise TypeError("not a valid non-string sequence or mapping object") from None
    made = []
    for key, value in query:
        name = quoted(key, safe, encoding, errors, quote_via)
        if not doseq or isinstance(value, (str, bytes)) or not is_sized(value):
            made.append(name + "=" + quoted(value, safe, encoding, errors, quote_via))
        else:
            made.extend([name + "=" + quoted(item, safe, encoding, errors, quote_via) for item in value])
    return "&".join(made)


def quoted(value, safe, encoding, errors, quote_via):
    from urllib.parse import quote, quote_plus

    if isinstance(value, bytes):
        return quote_via(value, safe)
    if encoding is None and errors is None and (quote_via is quote or quote_via is quote_plus):
        return quote_via(str(value), safe)
    return quote_via(str(value), safe, encoding, errors)


def is_sized(value):
    try:
        len(value)
    except TypeError:
        return False
    return True


def quote_from_bytes(bs, safe="/"):
    if not isinstance(bs, (bytes, bytearray)):
        raise TypeError("quote_from_bytes() expected bytes")
    if isinstance(safe, str):
        safe = safe.encode("ascii", "ignore")
    else:
        safe = bytes([c for c in safe if c < 128])
    kept = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~" + safe
    return "".join([chr(byte) if byte in kept else f"%{byte:02X}" for byte in bs])

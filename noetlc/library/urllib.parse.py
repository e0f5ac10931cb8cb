"""What of `urllib.parse` calls functions of a body, `urlencode` with `quote_via`, or has an encoding; and `quote_from_bytes`."""


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


def parse_qsl_by(
    qs, keep_blank_values=False, strict_parsing=False, encoding="utf-8", errors="replace", max_num_fields=None, separator="&"
):
    from urllib.parse import parse_qsl

    if max_num_fields is not None and qs and isinstance(separator, str) and separator:
        if max_num_fields < 1 + qs.count(separator):
            raise ValueError("Max number of fields exceeded")
    if not qs or not isinstance(separator, str) or not separator or (encoding == "utf-8" and errors == "replace"):
        return parse_qsl(qs, keep_blank_values, strict_parsing, separator=separator)
    if not isinstance(qs, str):
        from sys import _leave

        _leave("encoding")
    found = []
    for field in qs.split(separator):
        name, mark, value = field.partition("=")
        if not mark and strict_parsing:
            raise ValueError(f"bad query field: {field!r}")
        if (field or strict_parsing) and (value or keep_blank_values):
            found.append((unquote_plus_by(name, encoding, errors), unquote_plus_by(value, encoding, errors)))
    return found


def parse_qs_by(
    qs, keep_blank_values=False, strict_parsing=False, encoding="utf-8", errors="replace", max_num_fields=None, separator="&"
):
    found = {}
    for name, value in parse_qsl_by(qs, keep_blank_values, strict_parsing, encoding, errors, max_num_fields, separator):
        if name in found:
            found[name].append(value)
        else:
            found[name] = [value]
    return found


def urldefrag(url):
    from urllib.parse import urlparse, urlunparse

    if not isinstance(url, str):
        from sys import _leave

        _leave("URL of bytes")
    address, fragment = url, ""
    if "#" in url:
        parts = urlparse(url)
        address, fragment = urlunparse(parts._replace(fragment="")), parts.fragment
    if not kinds:
        kinds.append(kind_without_fragment())
    return kinds[0](address, fragment)


def kind_without_fragment():
    from collections import namedtuple

    class DefragResult(namedtuple("DefragResult", "url fragment")):
        __slots__ = ()

        def geturl(self):
            return f"{self.url}#{self.fragment}" if self.fragment else self.url

    return DefragResult


def unquote_by(string, encoding="utf-8", errors="replace"):
    from urllib.parse import unquote_to_bytes

    if isinstance(string, bytes):
        return unquote_to_bytes(string).decode(encoding, errors)
    if "%" not in string:
        _ = string.split  # the error of what is no text
        return string
    made = []
    start = 0
    while start < len(string):
        end = start
        is_ascii = string[start] < "\x80"
        while end < len(string) and (string[end] < "\x80") == is_ascii:
            end += 1
        part = string[start:end]
        made.append(unquote_to_bytes(part).decode(encoding or "utf-8", errors or "replace") if is_ascii else part)
        start = end
    return "".join(made)


def unquote_plus_by(string, encoding="utf-8", errors="replace"):
    return unquote_by(string.replace("+", " "), encoding, errors)


def quote_by(string, safe="/", encoding=None, errors=None):
    if isinstance(string, str):
        return quote_from_bytes(string.encode(encoding or "utf-8", errors or "strict"), safe)
    if encoding is not None:
        raise TypeError("quote() doesn't support 'encoding' for bytes")
    if errors is not None:
        raise TypeError("quote() doesn't support 'errors' for bytes")
    return quote_from_bytes(string, safe)


def quote_plus_by(string, safe="", encoding=None, errors=None):
    if isinstance(string, (str, bytes)) and (" " if isinstance(string, str) else b" ") not in string:
        return quote_by(string, safe, encoding, errors)
    return quote_by(string, safe + (" " if isinstance(safe, str) else b" "), encoding, errors).replace(" ", "+")


kinds = []  # the class of what `urldefrag` returns, once it is made


def quote_from_bytes(bs, safe="/"):
    if not isinstance(bs, (bytes, bytearray)):
        raise TypeError("quote_from_bytes() expected bytes")
    if isinstance(safe, str):
        safe = safe.encode("ascii", "ignore")
    else:
        safe = bytes([c for c in safe if c < 128])
    kept = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~" + safe
    return "".join([chr(byte) if byte in kept else f"%{byte:02X}" for byte in bs])

"""Methods of str, bytes and bytearray, formatting, codecs."""

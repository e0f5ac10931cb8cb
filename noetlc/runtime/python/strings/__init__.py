"""Methods of str, bytes and bytearray, formatting, codecs.

Imports: exceptions, numbers, classes, containers.
"""

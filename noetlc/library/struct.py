"""`struct.Struct`: a format with its functions."""


class Struct:
    __module__ = "_struct"
    _type_name = "_struct.Struct"

    def __init__(self, format):
        import struct

        self.format = format if isinstance(format, str) else format.decode()
        self.size = struct.calcsize(self.format)

    def pack(self, *values, **named):
        import struct

        if named:
            raise TypeError("Struct.pack() takes no keyword arguments")
        return struct.pack(self.format, *values)

    def pack_into(self, *values, **named):
        import struct

        if named:
            raise TypeError("Struct.pack_into() takes no keyword arguments")
        struct.pack_into(self.format, *values)

    def unpack(self, buffer):
        import struct

        return struct.unpack(self.format, buffer)

    def unpack_from(self, buffer, offset=0):
        import struct

        return struct.unpack_from(self.format, buffer, offset)

    def iter_unpack(self, buffer):
        import struct

        return struct.iter_unpack(self.format, buffer)

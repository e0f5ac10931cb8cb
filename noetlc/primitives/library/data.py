"""Modules of data and its encodings: `json`, `copy`, `ast`, `struct`, `base64`, `binascii`, `zlib`, `hashlib`, `hmac`, `secrets`."""

from __future__ import annotations

import zlib

from noetlc.layout import tags as t
from noetlc.primitives.model import Module

COPY = Module(
    "copy",
    native=True,
    in_python=True,
    functions=r"""
copy(x) -> val: copy_shallow
    a new container of the same items >>> copy.copy([1, [2]])
deepcopy(x, memo=None) -> val: copy_deep
    a new container of new items >>> (lambda x, y: [x[0] is y[0], y])(*(lambda x: (x, copy.deepcopy(x)))([[1]]))
""",
)

JSON = Module(
    "json",
    native=True,
    in_python=True,
    functions=r"""
dumps(obj, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=REFUSED, indent=None, separators=None, default=None, sort_keys=False) -> str: json_py_dumps
    values as JSON text >>> json.dumps({'b': [1, None], 'a': 'é'}, indent=2, sort_keys=True)
loads(s, *, cls=REFUSED, object_hook=REFUSED, parse_float=REFUSED, parse_int=REFUSED, parse_constant=REFUSED, object_pairs_hook=REFUSED) -> val: json_py_loads
    JSON text as values >>> json.loads('{"a": [1, 2.5, true]}')
""",  # noqa: E501 - a row is a line
    short="dumps(obj) -> str: json_py_dumps_plain",
    seldom="iterencode raw_decode",
)

AST = Module(
    "ast",
    native=True,
    functions=r"""
literal_eval(node_or_string) -> val: ast_literal_eval is_python=True
    the value of a Python literal >>> ast.literal_eval("{'a': [1, -2.5, None, True]}")
""",
)

STRUCT = Module(
    "struct",
    native=True,
    prefix="_struct.",
    functions=r"""
calcsize(format, /) -> int: struct_calcsize
    how many bytes a format takes >>> struct.calcsize('<hxi')
iter_unpack(format, buffer, /) -> val: struct_iter_unpack
    an iterator over the values of repeated bytes >>> list(struct.iter_unpack('<H', bytes(4)))
pack(format, /, *values) -> val: struct_pack
    values as bytes >>> struct.pack('>hB3s', -2, 255, b'ab')
pack_into(format, /, *values) -> val: struct_pack_into
    puts values into a bytearray >>> (lambda b: [struct.pack_into('<h', b, 1, 5), b])(bytearray(4))
unpack(format, buffer, /) -> tuple: struct_unpack
    bytes as values >>> struct.unpack('<hB', b'\x01\x02\x03')
unpack_from(format, /, buffer, offset=0) -> tuple: struct_unpack_from
    bytes from an offset as values >>> struct.unpack_from('<h', b'abcd', 2)
""",
)

BASE64 = Module(
    "base64",
    native=True,
    in_python=True,
    functions=r"""
b64encode(s, altchars=None) -> val: b64_encode
    bytes in base 64 >>> base64.b64encode(b'hello')
b64decode(s, altchars=None, validate=False) -> val: b64_decode
    and back >>> base64.b64decode('aGVsbG8=')
standard_b64encode(s) -> val: b64_encode_plain
    bytes in base 64 >>> base64.standard_b64encode(b'\xff\xfe')
standard_b64decode(s) -> val: b64_decode_plain
    and back >>> base64.standard_b64decode('//4=')
urlsafe_b64encode(s) -> val: b64_encode_url
    bytes in base 64 with `-` and `_` >>> base64.urlsafe_b64encode(b'\xff\xfe')
urlsafe_b64decode(s) -> val: b64_decode_url
    and back >>> base64.urlsafe_b64decode('__4=')
encodebytes(s) -> val: b64_encode_lines
    bytes in base 64, in lines >>> base64.encodebytes(b'hello')
decodebytes(s) -> val: b64_decode_lines
    and back >>> base64.decodebytes(b'aGVsbG8=\n')
b32encode(s) -> val: b64_encode32
    bytes in base 32 >>> base64.b32encode(b'hello')
b32decode(s, casefold=False, map01=None) -> val: b64_decode32
    and back >>> base64.b32decode('NBSWY3DP')
b32hexencode(s) -> val: b64_encode32hex
    bytes in base 32 of digits and A to V >>> base64.b32hexencode(b'hello')
b32hexdecode(s, casefold=False) -> val: b64_decode32hex
    and back >>> base64.b32hexdecode('D1IMOR3F')
b16encode(s) -> val: b64_encode16
    bytes in base 16 >>> base64.b16encode(b'\x01\xff')
b16decode(s, casefold=False) -> val: b64_decode16
    and back >>> base64.b16decode('01FF')
""",
)

BINASCII = Module(
    "binascii",
    native=True,
    functions=r"""
b2a_base64(data, /, *, newline=True) -> val: b64_encode_line
    bytes as a line in base 64 >>> binascii.b2a_base64(b'hello')
a2b_base64(data, /, *, strict_mode=False) -> val: b64_decode_binary
    and back >>> binascii.a2b_base64('aGVsbG8=')
hexlify|b2a_hex(data, sep=..., bytes_per_sep=1) -> val: b64_hexlify
    bytes in base 16 >>> binascii.hexlify(b'\x01\xff')
unhexlify|a2b_hex(hexstr, /) -> val: b64_unhexlify
    and back >>> binascii.unhexlify('01ff')
crc32(data, crc=0, /) -> val: zlib_crc32
    checksum >>> binascii.crc32(b'hello')
crc_hqx(data, crc, /) -> val: checksum_hqx
    checksum of 16 bits >>> binascii.crc_hqx(b'hello', 0)
""",
)

ZLIB = Module(
    "zlib",
    native=True,
    constants={name: getattr(zlib, name) for name in "MAX_WBITS DEFLATED DEF_BUF_SIZE".split()},
    functions=r"""
crc32(data, value=0, /) -> val: zlib_crc32
    checksum >>> zlib.crc32(b'hello')
adler32(data, value=1, /) -> val: zlib_adler32
    checksum >>> zlib.adler32(b'hello')
decompress(data, /, wbits=15, bufsize=16384) -> val: zlib_decompress
    what was compressed >>> zlib.decompress(bytes.fromhex('789ccb48cdc9c957c800910019910449'))
""",
)

HASHLIB = Module(
    "hashlib",
    native=True,
    pure=(
        "algorithms_available algorithms_guaranteed blake2b blake2s md5 new pbkdf2_hmac scrypt sha1 sha224 sha256 sha384 sha3_224 sha3_256"
        " sha3_384 sha3_512 sha512 shake_128 shake_256"
    ),
    tags={"HASH": t.T_HASH},
    functions=r"""
md5(string=..., *, usedforsecurity=True) -> val: hash_md5
    MD5 of bytes >>> hashlib.md5(b'abc').hexdigest()
sha1(string=..., *, usedforsecurity=True) -> val: hash_sha1
    SHA-1 of bytes >>> hashlib.sha1(b'abc').hexdigest()
sha224(string=..., *, usedforsecurity=True) -> val: hash_sha224
    SHA-224 of bytes >>> hashlib.sha224(b'abc').hexdigest()
sha256(string=..., *, usedforsecurity=True) -> val: hash_sha256
    SHA-256 of bytes >>> hashlib.sha256(b'abc').hexdigest()
sha384(string=..., *, usedforsecurity=True) -> val: hash_sha384
    SHA-384 of bytes >>> hashlib.sha384(b'abc').hexdigest()[:16]
sha512(string=..., *, usedforsecurity=True) -> val: hash_sha512
    SHA-512 of bytes >>> hashlib.sha512(b'abc').hexdigest()[:16]
sha3_224(string=..., *, usedforsecurity=True) -> val: hash_sha3_224
    SHA3-224 of bytes >>> hashlib.sha3_224(b'abc').hexdigest()
sha3_256(string=..., *, usedforsecurity=True) -> val: hash_sha3_256
    SHA3-256 of bytes >>> hashlib.sha3_256(b'abc').hexdigest()
sha3_384(string=..., *, usedforsecurity=True) -> val: hash_sha3_384
    SHA3-384 of bytes >>> hashlib.sha3_384(b'abc').hexdigest()[:16]
sha3_512(string=..., *, usedforsecurity=True) -> val: hash_sha3_512
    SHA3-512 of bytes >>> hashlib.sha3_512(b'abc').hexdigest()[:16]
blake2b(data=..., /, *, digest_size=..., key=..., salt=..., person=..., fanout=REFUSED, depth=REFUSED, leaf_size=REFUSED, node_offset=REFUSED, node_depth=REFUSED, inner_size=REFUSED, last_node=REFUSED, usedforsecurity=True) -> val: hash_blake2b
    BLAKE2b of bytes >>> hashlib.blake2b(b'abc', digest_size=8).hexdigest()
new(name, data=..., *, usedforsecurity=True) -> val: hash_by_name
    a hash by its name >>> hashlib.new('sha1', b'abc').hexdigest()
pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None) -> val: hash_pbkdf2
    a key out of a password >>> hashlib.pbkdf2_hmac('sha256', b'password', b'salt', 2)
""",  # noqa: E501 - a row is a line
    methods=r"""
HASH.update(obj, /) -> val: hash_update
    adds bytes to what is hashed >>> (lambda h: [h.update(b'a'), h.hexdigest()])(hashlib.md5())
HASH.digest() -> val: hash_digest
    the hash as bytes >>> hashlib.md5(b'a').digest()
HASH.hexdigest() -> str: hash_hexdigest
    the hash in base 16 >>> hashlib.sha1(b'a').hexdigest()
HASH.copy() -> val: hash_copy
    the same hash, to go on with apart >>> hashlib.md5(b'a').copy().hexdigest()
""",
    attributes=r"""
HASH.name -> val: hash_name
    the name of the algorithm >>> hashlib.md5(b'').name
HASH.digest_size -> val: hash_digest_size
    bytes of a digest >>> hashlib.md5(b'').digest_size
HASH.block_size -> val: hash_get_block_size
    bytes of a block >>> hashlib.md5(b'').block_size
""",
)

HMAC = Module(
    "hmac",
    native=True,
    tags={"HMAC": t.T_HMAC},
    functions=r"""
new(key, msg=None, digestmod=...) -> val: hmac_new is_python=True
    a keyed hash >>> hmac.new(b'key', b'abc', 'sha256').hexdigest()
digest(key, msg, digest) -> val: hmac_once is_python=True
    its bytes >>> hmac.digest(b'key', b'abc', 'md5')
compare_digest(a, b, /) -> bool: hmac_compare
    whether two texts or bytes are equal >>> hmac.compare_digest(b'a', b'a')
""",
    methods=r"""
HMAC.update(msg) -> val: hmac_update
    adds bytes to what is hashed >>> (lambda h: [h.update(b'a'), h.hexdigest()])(hmac.new(b'k', b'', 'md5'))
HMAC.digest() -> val: hmac_digest
    the hash as bytes >>> hmac.new(b'k', b'a', 'md5').digest()
HMAC.hexdigest() -> str: hmac_hexdigest
    the hash in base 16 >>> hmac.new(b'k', b'a', 'md5').hexdigest()
HMAC.copy() -> val: hmac_copy
    the same hash, to go on with apart >>> hmac.new(b'k', b'a', 'md5').copy().hexdigest()
""",
    attributes=r"""
HMAC.name -> val: hmac_name
    the name of the algorithm >>> hmac.new(b'k', b'', 'md5').name
HMAC.digest_size -> val: hmac_digest_size
    bytes of a digest >>> hmac.new(b'k', b'', 'md5').digest_size
HMAC.block_size -> val: hmac_block_size
    bytes of a block >>> hmac.new(b'k', b'', 'md5').block_size
""",
)

SECRETS = Module(
    "secrets",
    native=True,
    functions=r"""
compare_digest(a, b, /) -> bool: hmac_compare
    whether two texts or bytes are equal >>> secrets.compare_digest('a', 'b')
token_bytes(nbytes=None) -> val: os_token is_python=True
    random bytes >>> len(secrets.token_bytes(4))
token_hex(nbytes=None) -> val: os_token_hex is_python=True
    random bytes in base 16 >>> len(secrets.token_hex(4))
token_urlsafe(nbytes=None) -> val: os_token_urlsafe is_python=True
    random bytes in base 64 >>> len(secrets.token_urlsafe(3))
randbelow(exclusive_upper_bound) -> long: os_randbelow is_python=True
    a random int below another >>> secrets.randbelow(5) < 5
randbits(k, /) -> long: os_randbits
    an int of k random bits >>> secrets.randbits(3) < 8
choice(seq) -> val: os_choice
    a random item >>> secrets.choice('aa')
""",
)

MODULES = (COPY, JSON, AST, STRUCT, BASE64, BINASCII, ZLIB, HASHLIB, HMAC, SECRETS)

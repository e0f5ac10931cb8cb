"""Functions and constants of the modules that bodies can import and that are compiled natively."""

from __future__ import annotations

import math
import re
import string

from noetlc.primitives.model import Primitive
from noetlc.primitives.signatures import parse_rows

# importable modules; `typing` and `__future__` are no-ops
MODULES = frozenset(
    (
        "__future__ ast base64 binascii bisect calendar collections copy datetime hashlib heapq hmac html json logging math os "
        "os.path random re secrets statistics string struct sys textwrap time typing urllib urllib.parse uuid zlib"
    ).split()
)

# names with an underscore are for library modules written in Python: the purity check keeps bodies from them
FUNCTIONS: dict[str, Primitive] = parse_rows("""
copy.copy(x) -> val: copy_shallow
copy.deepcopy(x, memo=None) -> val: copy_deep

json.dumps(obj, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, indent=None, separators=None, default=None, sort_keys=False) -> str: json_py_dumps
json.loads(s) -> val: json_py_loads

math.isnan(x, /) -> bool: math_isnan
math.isinf(x, /) -> bool: math_isinf
math.isfinite(x, /) -> bool: math_isfinite
math.fabs(x, /) -> float: math_fabs
math.copysign(x, y, /) -> float: math_copysign
math.floor(x, /) -> int: math_floor
math.ceil(x, /) -> int: math_ceil
math.trunc(x, /) -> int: math_trunc
math.fmod(x, y, /) -> float: math_fmod
math.remainder(x, y, /) -> float: math_remainder
math.modf(x, /) -> tuple: math_modf
math.frexp(x, /) -> tuple: math_frexp
math.ldexp(x, i, /) -> float: math_ldexp
math.nextafter(x, y, /) -> float: math_nextafter
math.ulp(x, /) -> float: math_ulp
math.degrees(x, /) -> float: math_degrees
math.radians(x, /) -> float: math_radians
math.isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0) -> bool: math_isclose
math.sqrt(x, /) -> float: math_sqrt
math.cbrt(x, /) -> float: math_cbrt
math.exp(x, /) -> float: math_exp
math.exp2(x, /) -> float: math_exp2
math.expm1(x, /) -> float: math_expm1
math.pow(x, y, /) -> float: math_pow
math.log(x, base=..., /) -> float: math_log
math.log2(x, /) -> float: math_log2
math.log10(x, /) -> float: math_log10
math.log1p(x, /) -> float: math_log1p
math.sin(x, /) -> float: math_sin
math.cos(x, /) -> float: math_cos
math.tan(x, /) -> float: math_tan
math.asin(x, /) -> float: math_asin
math.acos(x, /) -> float: math_acos
math.atan(x, /) -> float: math_atan
math.atan2(y, x, /) -> float: math_atan2
math.sinh(x, /) -> float: math_sinh
math.cosh(x, /) -> float: math_cosh
math.tanh(x, /) -> float: math_tanh
math.asinh(x, /) -> float: math_asinh
math.acosh(x, /) -> float: math_acosh
math.atanh(x, /) -> float: math_atanh
math.gcd(*integers) -> int: math_gcd
math.lcm(*integers) -> int: math_lcm
math.factorial(n, /) -> int: math_factorial
math.isqrt(n, /) -> int: math_isqrt
math.comb(n, k, /) -> int: math_comb
math.perm(n, k=None, /) -> int: math_perm
math.prod(iterable, /, *, start=1) -> val: math_prod
math.fsum(seq, /) -> float: math_fsum
math.hypot(*coordinates) -> float: math_hypot
math.dist(p, q, /) -> float: math_dist

hashlib.md5(string=..., *, usedforsecurity=True) -> val: hash_md5
hashlib.sha1(string=..., *, usedforsecurity=True) -> val: hash_sha1
hashlib.sha224(string=..., *, usedforsecurity=True) -> val: hash_sha224
hashlib.sha256(string=..., *, usedforsecurity=True) -> val: hash_sha256
hashlib.sha384(string=..., *, usedforsecurity=True) -> val: hash_sha384
hashlib.sha512(string=..., *, usedforsecurity=True) -> val: hash_sha512
hashlib.new(name, data=..., *, usedforsecurity=True) -> val: hash_by_name
hmac.new(key, msg=None, digestmod=...) -> val: hmac_new
hmac.digest(key, msg, digest) -> val: hmac_once
hmac.compare_digest(a, b, /) -> bool: hmac_compare
secrets.compare_digest(a, b, /) -> bool: hmac_compare
base64.b64encode(s, altchars=None) -> val: b64_encode
base64.b64decode(s, altchars=None, validate=False) -> val: b64_decode
base64.standard_b64encode(s) -> val: b64_encode_plain
base64.standard_b64decode(s) -> val: b64_decode_plain
base64.urlsafe_b64encode(s) -> val: b64_encode_url
base64.urlsafe_b64decode(s) -> val: b64_decode_url
base64.encodebytes(s) -> val: b64_encode_lines
base64.decodebytes(s) -> val: b64_decode_lines
base64.b32encode(s) -> val: b64_encode32
base64.b32decode(s, casefold=False, map01=None) -> val: b64_decode32
base64.b32hexencode(s) -> val: b64_encode32hex
base64.b32hexdecode(s, casefold=False) -> val: b64_decode32hex
base64.b16encode(s) -> val: b64_encode16
base64.b16decode(s, casefold=False) -> val: b64_decode16
struct.calcsize(format, /) -> int: struct_calcsize
struct.iter_unpack(format, buffer, /) -> val: struct_iter_unpack
struct.pack(format, /, *values) -> val: struct_pack
struct.pack_into(format, /, *values) -> val: struct_pack_into
struct.unpack(format, buffer, /) -> tuple: struct_unpack
struct.unpack_from(format, /, buffer, offset=0) -> tuple: struct_unpack_from
binascii.b2a_base64(data, /, *, newline=True) -> val: b64_encode_line
binascii.a2b_base64(data, /, *, strict_mode=False) -> val: b64_decode_binary
binascii.hexlify(data, sep=..., bytes_per_sep=1) -> val: b64_hexlify
binascii.b2a_hex(data, sep=..., bytes_per_sep=1) -> val: b64_hexlify
binascii.unhexlify(hexstr, /) -> val: b64_unhexlify
binascii.a2b_hex(hexstr, /) -> val: b64_unhexlify
binascii.crc32(data, crc=0, /) -> val: b64_crc32
zlib.crc32(data, value=0, /) -> val: b64_crc32
zlib.adler32(data, value=1, /) -> val: b64_adler32

ast.literal_eval(node_or_string) -> val: ast_literal_eval
random.random() -> float: random_random
random.getrandbits(k, /) -> int: random_getrandbits
random.randrange(start, stop=None, step=...) -> int: random_range
random.randint(a, b) -> int: random_int
random.randbytes(n) -> val: random_bytes
random.choice(seq) -> val: random_choice
random.shuffle(x) -> val: random_shuffle
random.sample(population, k, *, counts=None) -> list: random_sample
random.choices(population, weights=None, *, cum_weights=None, k=1) -> list: random_choices
random.uniform(a, b) -> float: random_uniform
random.triangular(low=0.0, high=1.0, mode=None) -> float: random_triangular
random.gauss(mu=0.0, sigma=1.0) -> float: random_gauss
random.normalvariate(mu=0.0, sigma=1.0) -> float: random_normal
random.lognormvariate(mu, sigma) -> float: random_lognormal
random.expovariate(lambd) -> float: random_exponential
random.vonmisesvariate(mu, kappa) -> float: random_vonmises
random.gammavariate(alpha, beta) -> float: random_gamma
random.betavariate(alpha, beta) -> float: random_beta
random.paretovariate(alpha) -> float: random_pareto
random.weibullvariate(alpha, beta) -> float: random_weibull
random.seed(a=None, version=2) -> val: random_seed
random.Random(x=None) -> val: random_make
collections.namedtuple(typename, field_names, *, rename=False, defaults=None, module=None) -> val: namedtuple_new
logging.debug(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_root_debug
logging.info(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_root_info
logging.warning(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_root_warning
logging.warn(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_root_warning
logging.error(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_root_error
logging.exception(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_root_error
logging.critical(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_root_critical
logging.fatal(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_root_critical
logging.log(level, msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_root_at
logging.getLogger(name=None) -> val: log_get
logging.basicConfig(*, level=None, format=None, datefmt=None, force=False, style=None) -> val: log_basic
logging.disable(level=50) -> val: log_disable
logging.getLevelName(level) -> val: log_level_name
calendar.isleap(year) -> bool: cal_isleap
calendar.leapdays(y1, y2) -> val: cal_leapdays
calendar.weekday(year, month, day) -> val: cal_weekday
calendar.monthrange(year, month) -> val: cal_monthrange
calendar.timegm(tuple) -> val: dt_timegm
time.gmtime(seconds=None, /) -> val: dt_gmtime
time.localtime(seconds=None, /) -> val: dt_gmtime
time.mktime(t, /) -> float: dt_mktime
time.time() -> float: time_time
time.time_ns() -> int: time_ns
time.monotonic() -> float: time_monotonic
time.monotonic_ns() -> int: time_monotonic_ns
time.perf_counter() -> float: time_monotonic
time.perf_counter_ns() -> int: time_monotonic_ns
time.sleep(secs, /) -> val: time_sleep
time.strftime(format, t=..., /) -> val: time_strftime

uuid.uuid1(node=None, clock_seq=None) -> val: uuid_uuid1
uuid.uuid3(namespace, name) -> val: uuid_uuid3
uuid.uuid4() -> val: uuid_uuid4
uuid.uuid5(namespace, name) -> val: uuid_uuid5
uuid.UUID(hex=None, bytes=None, int=None, version=None) -> val: uuid_make
sys.exc_info() -> tuple: trace_exc_info
sys._redirect(target, number) -> val: stream_redirect
sys._write(text, number) -> val: stream_write
sys._leave(reason) -> val: leave
sys._shown(function, text) -> val: function_shown
sys._defines(cls, name) -> bool: class_defines
os.getenv(key, default=None) -> val: os_getenv
os.urandom(size, /) -> val: os_urandom
os.path.basename(p) -> val: os_path_basename
os.path.dirname(p) -> val: os_path_dirname
os.path.split(p) -> val: os_path_split
os.path.splitext(p) -> val: os_path_splitext
os.path.isabs(s) -> bool: os_path_isabs
os.path.join(a, *p) -> val: os_path_join
os.path.normpath(path) -> val: os_path_normpath
os.path.normcase(s) -> val: os_path_normcase
secrets.token_bytes(nbytes=None) -> val: os_token
secrets.token_hex(nbytes=None) -> val: os_token_hex
secrets.token_urlsafe(nbytes=None) -> val: os_token_urlsafe
secrets.randbelow(exclusive_upper_bound) -> int: os_randbelow
secrets.randbits(k, /) -> int: os_randbits
secrets.choice(seq) -> val: os_choice

re.compile(pattern, flags=0) -> val: re_compile
re.match(pattern, string, flags=0) -> val: re_match
re.fullmatch(pattern, string, flags=0) -> val: re_fullmatch
re.search(pattern, string, flags=0) -> val: re_search
re.findall(pattern, string, flags=0) -> list: re_findall
re.finditer(pattern, string, flags=0) -> val: re_finditer
re.split(pattern, string, maxsplit=0, flags=0) -> list: re_split
re.sub(pattern, repl, string, count=0, flags=0) -> str: re_sub
re.subn(pattern, repl, string, count=0, flags=0) -> tuple: re_subn
re.escape(pattern) -> str: re_escape_all
re.purge() -> val: re_purge

urllib.parse.quote(string, safe='/') -> str: url_quote
urllib.parse.quote_plus(string, safe='') -> str: url_quote_plus
urllib.parse.unquote(string) -> str: url_unquote
urllib.parse.unquote_plus(string) -> str: url_unquote_plus
urllib.parse.unquote_to_bytes(string) -> val: url_unquote_to_bytes
urllib.parse.urlencode(query, doseq=False, safe='') -> str: url_encode
urllib.parse.parse_qsl(qs, keep_blank_values=False, strict_parsing=False, separator='&') -> list: url_parse_qsl
urllib.parse.parse_qs(qs, keep_blank_values=False, strict_parsing=False, separator='&') -> dict: url_parse_qs
urllib.parse.urlsplit(url, scheme='', allow_fragments=True) -> val: url_split
urllib.parse.urlparse(url, scheme='', allow_fragments=True) -> val: url_parse
urllib.parse.urlunsplit(components) -> str: url_unsplit
urllib.parse.urlunparse(components) -> str: url_unparse
urllib.parse.urljoin(base, url, allow_fragments=True) -> val: url_join

statistics.mean(data) -> val: stat_mean
statistics.fmean(data) -> float: stat_fmean
statistics.median(data) -> val: stat_median
statistics.median_low(data) -> val: stat_median_low
statistics.median_high(data) -> val: stat_median_high
statistics.mode(data) -> val: stat_mode
statistics.multimode(data) -> list: stat_multimode
statistics.variance(data) -> val: stat_variance
statistics.pvariance(data) -> val: stat_pvariance
statistics.stdev(data) -> float: stat_stdev
statistics.pstdev(data) -> float: stat_pstdev
bisect.bisect(a, x, lo=0, hi=None) -> val: order_bisect
bisect.bisect_right(a, x, lo=0, hi=None) -> val: order_bisect
bisect.bisect_left(a, x, lo=0, hi=None) -> val: order_bisect_left
bisect.insort(a, x, lo=0, hi=None) -> val: order_insort
bisect.insort_right(a, x, lo=0, hi=None) -> val: order_insort
bisect.insort_left(a, x, lo=0, hi=None) -> val: order_insort_left
heapq.heapify(heap, /) -> val: heap_heapify
heapq.heappush(heap, item, /) -> val: heap_push
heapq.heappop(heap, /) -> val: heap_pop
heapq.heapreplace(heap, item, /) -> val: heap_replace
heapq.heappushpop(heap, item, /) -> val: heap_pushpop
heapq.nsmallest(n, iterable, key=...) -> list: heap_smallest_by
heapq.nlargest(n, iterable, key=...) -> list: heap_largest_by
html.escape(s, quote=True) -> str: html_escape
html.unescape(s) -> str: html_unescape
textwrap.dedent(text) -> str: wrap_dedent
textwrap.indent(text, prefix) -> str: wrap_indent
""")  # noqa: E501 - a row is a line

# smaller runtime functions, for calls that pass no more than these parameters
SHORT_FORMS: dict[str, Primitive] = parse_rows("""
json.dumps(obj) -> str: json_py_dumps_plain
heapq.nsmallest(n, iterable) -> list: heap_smallest
heapq.nlargest(n, iterable) -> list: heap_largest
""")

# keywords of these functions that are outside the compiled language
REFUSED_KEYWORDS: dict[str, frozenset[str]] = {
    **{f"statistics.{name}": frozenset({"xbar", "mu", "weights"}) for name in ("variance", "stdev", "pvariance", "pstdev", "fmean")},
    **{f"bisect.{name}": frozenset({"key"}) for name in ("bisect", "bisect_right", "bisect_left", "insort", "insort_right", "insort_left")},
    "textwrap.indent": frozenset({"predicate"}),
    "uuid.UUID": frozenset({"bytes_le", "fields", "is_safe"}),
    "urllib.parse.urlencode": frozenset({"quote_via", "encoding", "errors"}),
    "urllib.parse.parse_qs": frozenset({"encoding", "errors", "max_num_fields"}),
    "urllib.parse.parse_qsl": frozenset({"encoding", "errors", "max_num_fields"}),
    **{f"urllib.parse.{name}": frozenset({"encoding", "errors"}) for name in ("quote", "quote_plus", "unquote", "unquote_plus")},
    "json.dumps": frozenset({"cls"}),
    "logging.basicConfig": frozenset({"stream", "filename", "filemode", "handlers", "encoding", "errors"}),
    "json.loads": frozenset({"cls", "object_hook", "object_pairs_hook", "parse_float", "parse_int", "parse_constant"}),
}

# attributes of modules that are objects: the runtime function that makes each
OBJECTS: dict[str, str] = {
    "os.environ": "os_environ",
    "uuid.NAMESPACE_DNS": "uuid_dns",
    "uuid.NAMESPACE_URL": "uuid_url",
    "uuid.NAMESPACE_OID": "uuid_oid",
    "uuid.NAMESPACE_X500": "uuid_x500",
}

RE_FLAGS = ("A ASCII I IGNORECASE M MULTILINE S DOTALL X VERBOSE U UNICODE NOFLAG").split()

CONSTANTS: dict[str, bool | int | float | str] = {
    "math.pi": math.pi,
    "math.e": math.e,
    "math.tau": math.tau,
    "math.inf": math.inf,
    "math.nan": math.nan,
    "string.ascii_letters": string.ascii_letters,
    "string.ascii_lowercase": string.ascii_lowercase,
    "string.ascii_uppercase": string.ascii_uppercase,
    "string.digits": string.digits,
    "string.punctuation": string.punctuation,
    "string.hexdigits": string.hexdigits,
    "string.octdigits": string.octdigits,
    "string.whitespace": string.whitespace,
    "string.printable": string.printable,
    "sys.maxsize": (1 << 63) - 1,
    "datetime.MINYEAR": 1,
    "logging.NOTSET": 0,
    "logging.DEBUG": 10,
    "logging.INFO": 20,
    "logging.WARN": 30,
    "logging.WARNING": 30,
    "logging.ERROR": 40,
    "logging.CRITICAL": 50,
    "logging.FATAL": 50,
    "datetime.MAXYEAR": 9999,
    "os.sep": "/",
    "os.linesep": "\n",
    "os.path.sep": "/",
    **{f"re.{name}": int(getattr(re, name)) for name in RE_FLAGS},
    "uuid.RFC_4122": "specified in RFC 4122",
}

"""Modules of containers and of the world outside: `collections`, `bisect`, `heapq`, `logging`, `os`, `sys`, `uuid`."""

from __future__ import annotations

from noetlc.layout import tags as t
from noetlc.primitives.model import Module

COLLECTIONS = Module(
    "collections",
    native=True,
    seldom="fromkeys isdisjoint",
    tags={"dict": t.T_DICT, "tuple": t.T_TUPLE, "type": t.T_CLASS, "deque": t.T_DEQUE},
    functions=r"""
namedtuple(typename, field_names, *, rename=False, defaults=None, module=None) -> val: namedtuple_new is_python=True
    a class of tuples with named items >>> collections.namedtuple('P', 'x y')(1, y=2)
""",
    constructors=r"""
defaultdict(default_factory=None, other=..., /, **kwargs) -> val: default_new
    a dict that makes missing values >>> (lambda d: [d['a'].append(1), d])(collections.defaultdict(list))
OrderedDict(other=..., /, **kwargs) -> val: ordered_new
    a dict whose order counts >>> collections.OrderedDict([('a', 1)]) == {'a': 1}
Counter(iterable=..., /, **kwargs) -> val: counter_new
    a dict of counts >>> collections.Counter('aab')
deque(iterable=..., maxlen=None) -> val: deque_new
    a list that is fast at both ends >>> collections.deque([1, 2, 3], maxlen=2)
""",
    class_methods=r"""
OrderedDict.fromkeys(iterable, value=None) -> val: ordered_fromkeys
    keys with one value >>> collections.OrderedDict.fromkeys('ab', 0)
Counter.fromkeys(iterable, v=None) -> val: counter_fromkeys
    raises NotImplementedError
defaultdict.fromkeys(iterable, value=..., /) -> val: default_fromkeys
    keys with one value >>> collections.defaultdict.fromkeys('ab', 0)
""",
    methods=r"""
dict.most_common(n=None) -> val: counter_most_common is_python=True prefix='Counter.'
    of a Counter: the most frequent items with their counts >>> collections.Counter('aab').most_common(1)
dict.elements() -> val: counter_elements is_python=True prefix='Counter.'
    of a Counter: each item as often as it counts >>> list(collections.Counter('aab').elements())
dict.total() -> val: counter_total is_python=True prefix='Counter.'
    of a Counter: the sum of counts >>> collections.Counter('aab').total()
dict.subtract(iterable=..., /, **kwargs) -> val: counter_subtract is_python=True prefix='Counter.'
    of a Counter: takes counts away >>> (lambda c: [c.subtract('ab'), c])(collections.Counter('aab'))
dict.move_to_end(key, last=True) -> val: ordered_move
    of an OrderedDict: puts a key at an end >>> (lambda d: [d.move_to_end('a'), list(d)])(collections.OrderedDict(a=1, b=2))
tuple._asdict() -> val: named_asdict
    of a named tuple: a dict of its fields >>> collections.namedtuple('P', 'x y')(1, 2)._asdict()
tuple._replace(**kwargs) -> val: named_replace
    of a named tuple: with other fields >>> collections.namedtuple('P', 'x y')(1, 2)._replace(x=5)
type._make(iterable, /) -> val: named_from_items
    of a named tuple's class: one of items >>> collections.namedtuple('P', 'x y')._make([1, 2])
tuple._make(iterable, /) -> val: named_of_items
    of a named tuple: one of its class of items >>> collections.namedtuple('P', 'x y')(1, 2)._make([3, 4])
deque.append(x, /) -> val: deque_append
    adds an item at the end >>> (lambda d: [d.append(2), d])(collections.deque([1]))
deque.appendleft(x, /) -> val: deque_appendleft
    adds an item at the start >>> (lambda d: [d.appendleft(2), d])(collections.deque([1]))
deque.pop() -> val: deque_pop
    removes the last item and gives it >>> collections.deque([1, 2]).pop()
deque.popleft() -> val: deque_popleft
    removes the first item and gives it >>> collections.deque([1, 2]).popleft()
deque.extend(iterable, /) -> val: deque_extend
    adds items at the end >>> (lambda d: [d.extend('ab'), d])(collections.deque([1], 2))
deque.extendleft(iterable, /) -> val: deque_extendleft
    adds items at the start, one by one >>> (lambda d: [d.extendleft('ab'), d])(collections.deque([1]))
deque.clear() -> val: deque_clear
    removes all items >>> (lambda d: [d.clear(), d])(collections.deque([1]))
deque.copy() -> val: deque_copy
    a deque of the same items >>> collections.deque([1, 2]).copy()
deque.count(x, /) -> val: deque_count
    how often an item occurs >>> collections.deque([1, 2, 1]).count(1)
deque.index(x, start=..., stop=..., /) -> val: deque_index
    where an item is first >>> collections.deque([4, 5]).index(5)
deque.insert(i, x, /) -> val: deque_insert
    adds an item before an index >>> (lambda d: [d.insert(0, 9), d])(collections.deque([1]))
deque.remove(x, /) -> val: deque_remove
    removes the first equal item >>> (lambda d: [d.remove(1), d])(collections.deque([1, 2]))
deque.reverse() -> val: deque_reverse
    reverses in place >>> (lambda d: [d.reverse(), d])(collections.deque([1, 2]))
deque.rotate(n=1, /) -> val: deque_rotate
    moves n items from the end to the start >>> (lambda d: [d.rotate(), d])(collections.deque([1, 2, 3]))
deque.__contains__(key, /) -> bool: py_contains
    `in` >>> collections.deque([1]).__contains__(1)
deque.__delitem__(key, /) -> val: delitem_method
    removes an item >>> (lambda d: [d.__delitem__(0), d])(collections.deque([1, 2]))
deque.__getitem__(key, /) -> val: py_getitem
    an item >>> collections.deque([1, 2]).__getitem__(-1)
deque.__iter__() -> val: py_iter
    `iter` >>> list(collections.deque([1, 2]).__iter__())
deque.__len__() -> int: py_len_int
    `len` >>> collections.deque([1, 2]).__len__()
deque.__setitem__(key, value, /) -> val: setitem_method
    puts an item >>> (lambda d: [d.__setitem__(0, 5), d])(collections.deque([1]))
""",
    attributes=r"""
deque.maxlen -> val: deque_maxlen
    its greatest length >>> collections.deque([], 3).maxlen
dict.default_factory -> val: default_factory
    of a defaultdict: what makes missing values >>> collections.defaultdict(list).default_factory
""",
)

BISECT = Module(
    "bisect",
    native=True,
    functions=r"""
bisect|bisect_right(a, x, lo=0, hi=None, *, key=REFUSED) -> val: order_bisect
    where an item belongs in a sorted list, behind equal ones >>> bisect.bisect([1, 2, 2, 3], 2)
bisect_left(a, x, lo=0, hi=None, *, key=REFUSED) -> val: order_bisect_left
    where an item belongs, before equal ones >>> bisect.bisect_left([1, 2, 2, 3], 2)
insort|insort_right(a, x, lo=0, hi=None, *, key=REFUSED) -> val: order_insort
    puts an item where it belongs, behind equal ones >>> (lambda a: [bisect.insort(a, 2), a])([1, 3])
insort_left(a, x, lo=0, hi=None, *, key=REFUSED) -> val: order_insort_left
    puts an item where it belongs, before equal ones >>> (lambda a: [bisect.insort_left(a, 2), a])([1, 2.0, 3])
""",
)

HEAPQ = Module(
    "heapq",
    native=True,
    prefix="_heapq.",
    functions=r"""
heapify(heap, /) -> val: heap_heapify
    makes a list a heap, in place >>> (lambda h: [heapq.heapify(h), h])([3, 1, 2])
heappush(heap, item, /) -> val: heap_push
    adds an item >>> (lambda h: [heapq.heappush(h, 1), h])([2, 3])
heappop(heap, /) -> val: heap_pop
    removes the least item and gives it >>> heapq.heappop([1, 3, 2])
heapreplace(heap, item, /) -> val: heap_replace
    the least item, in whose place another is put >>> heapq.heapreplace([1, 3, 2], 5)
heappushpop(heap, item, /) -> val: heap_pushpop
    adds an item, then removes the least and gives it >>> heapq.heappushpop([1, 3, 2], 0)
nsmallest(n, iterable, key=...) -> list: heap_smallest_by is_python=True
    the n least items in order >>> heapq.nsmallest(2, [3, -1, 2], key=abs)
nlargest(n, iterable, key=...) -> list: heap_largest_by is_python=True
    the n greatest items in order >>> heapq.nlargest(2, [3, 1, 2])
""",
    short=r"""
nsmallest(n, iterable) -> list: heap_smallest is_python=True
nlargest(n, iterable) -> list: heap_largest is_python=True
""",
)

_LOG = "*args, exc_info=None, stack_info=False, stacklevel=1, extra=None"
LOGGING = Module(
    "logging",
    native=True,
    in_python=True,
    pure=(
        "CRITICAL DEBUG ERROR FATAL INFO NOTSET WARN WARNING Filter Formatter Handler LogRecord Logger LoggerAdapter NullHandler"
        " StreamHandler addLevelName basicConfig critical debug disable error exception getLevelName getLogger info log makeLogRecord"
        " warn warning"
    ),
    constants={
        "NOTSET": 0,
        "DEBUG": 10,
        "INFO": 20,
        "WARN": 30,
        "WARNING": 30,
        "ERROR": 40,
        "CRITICAL": 50,
        "FATAL": 50,
    },
    tags={"Logger": t.T_LOGGER},
    functions=rf"""
debug(msg, {_LOG}) -> val: log_root_debug
    writes a message of level 10 >>> logging.debug('%s', 1)
info(msg, {_LOG}) -> val: log_root_info
    writes a message of level 20 >>> logging.info('%s', 1)
warning|warn(msg, {_LOG}) -> val: log_root_warning
    writes a message of level 30 >>> logging.warning('%s', 1)
error|exception(msg, {_LOG}) -> val: log_root_error
    writes a message of level 40; `exception` with the traceback >>> logging.error('%s', 1)
critical|fatal(msg, {_LOG}) -> val: log_root_critical
    writes a message of level 50 >>> logging.critical('%s', 1)
log(level, msg, {_LOG}) -> val: log_root_at
    writes a message of a level >>> logging.log(10, 'x')
getLogger(name=None) -> val: log_get
    a logger by its name >>> logging.getLogger('a.b').name
basicConfig(*, level=None, format=None, datefmt=None, force=False, style=None, stream=REFUSED, filename=REFUSED, filemode=REFUSED, handlers=REFUSED, encoding=REFUSED, errors=REFUSED) -> val: log_basic
    level and format of what is written >>> logging.basicConfig(level=logging.INFO)
disable(level=50) -> val: log_disable
    nothing up to a level is written >>> logging.disable(0)
getLevelName(level) -> val: log_level_name
    the name of a level, or the level of a name >>> logging.getLevelName(30)
""",  # noqa: E501 - a row is a line
    methods=r"""
Logger.debug(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_debug
    writes a message of level 10 >>> logging.getLogger('a').debug('%s', 1)
Logger.info(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_info
    writes a message of level 20 >>> logging.getLogger('a').info('%s', 1)
Logger.warning|warn(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_warning
    writes a message of level 30 >>> logging.getLogger('a').warning('%s', 1)
Logger.error|exception(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_error
    writes a message of level 40; `exception` with the traceback >>> logging.getLogger('a').error('%s', 1)
Logger.critical|fatal(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_critical
    writes a message of level 50 >>> logging.getLogger('a').critical('%s', 1)
Logger.log(level, msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_at
    writes a message of a level >>> logging.getLogger('a').log(10, 'x')
Logger.setLevel(level) -> val: log_set_level
    lower levels are not written >>> logging.getLogger('b').setLevel('INFO')
Logger.getEffectiveLevel() -> val: log_effective
    its level, else that of a logger above >>> logging.getLogger('c').getEffectiveLevel()
Logger.isEnabledFor(level) -> val: log_enabled
    whether a level is written >>> logging.getLogger('c').isEnabledFor(10)
Logger.getChild(suffix) -> val: log_child
    a logger below >>> logging.getLogger('a').getChild('b').name
""",
    attributes=r"""
Logger.name -> val: log_get_name
    its name >>> logging.getLogger('a.b').name
Logger.level -> val: log_get_level
    its own level >>> logging.getLogger('d').level
""",
    abstract=("Logger",),
)

_NAMES: dict[str, str | None] = {
    "sep": "/", "altsep": None, "curdir": ".", "pardir": "..", "extsep": ".", "pathsep": ":", "devnull": "/dev/null",
}  # fmt: skip

OS = Module(
    "os",
    native=True,
    pure="environ getenv path name sep altsep linesep curdir pardir extsep pathsep devnull urandom SEEK_SET SEEK_CUR SEEK_END",
    constants={
        **_NAMES, "name": "posix", "linesep": "\n",
        "SEEK_SET": 0, "SEEK_CUR": 1, "SEEK_END": 2,
    },
    objects={"environ": "os_environ"},
    tags={"environ": t.T_ENVIRON},
    functions=r"""
getenv(key, default=None) -> val: os_getenv is_python=True
    a variable of the environment, else a default >>> os.getenv('NOT SET', 'x')
urandom(size, /) -> val: os_urandom
    random bytes
""",
    methods=r"""
environ.get(key, default=None) -> val: os_env_get
    a variable, else a default >>> os.environ.get('NOT SET', 1)
environ.keys() -> val: os_env_keys
    the names of variables >>> 'NOT SET' in os.environ.keys()
environ.values() -> val: os_env_values
    their values >>> [x for x in os.environ.values() if not isinstance(x, str)]
environ.items() -> val: os_env_items
    pairs of both >>> [x for x in os.environ.items() if len(x) != 2]
environ.copy() -> dict: os_env_dict
    all of it as a dict >>> type(os.environ.copy())
environ.setdefault(key, default=None) -> val: os_env_setdefault
    a variable, which is set if it is missing >>> os.environ.setdefault('NEW', 'x')
environ.pop(key, default=...) -> val: os_env_pop
    removes a variable and gives its value, else a default >>> os.environ.pop('NOT SET', None)
environ.update(other=..., /, **kwargs) -> val: os_env_update
    sets several >>> os.environ.update({'NEW': 'x'}, OTHER='y')
""",
)

OS_PATH = Module(
    "os.path",
    native=True,
    in_python=True,
    # that only look at a path's text
    pure=(
        "altsep basename commonprefix commonpath curdir devnull dirname extsep isabs join normcase normpath pardir pathsep relpath sep"
        " split splitext"
    ),
    constants=_NAMES,
    functions=r"""
basename(p) -> val: os_path_basename
    the last part of a path >>> os.path.basename('/a/b.txt')
dirname(p) -> val: os_path_dirname
    what is before it >>> os.path.dirname('/a/b.txt')
split(p) -> val: os_path_split
    both >>> os.path.split('/a/b.txt')
splitext(p) -> val: os_path_splitext
    a path and its extension >>> os.path.splitext('a.tar.gz')
isabs(s) -> bool: os_path_isabs
    whether it begins at the root >>> os.path.isabs('/a')
join(a, *p) -> val: os_path_join
    paths put together >>> os.path.join('a', 'b', '/c')
normpath(path) -> val: os_path_normpath
    a path without `.`, `..` and double slashes >>> os.path.normpath('a/./b//../c')
normcase(s) -> val: os_path_normcase
    the path itself >>> os.path.normcase('A/b')
""",
)

SYS = Module(
    "sys",
    native=True,
    pure=(
        "argv byteorder exc_info exit float_info get_int_max_str_digits getdefaultencoding getrecursionlimit getsizeof hash_info"
        " hexversion implementation int_info intern is_finalizing maxsize maxunicode platform set_int_max_str_digits setrecursionlimit"
        " stderr stdout version version_info"
        " _MEIPASS exc_clear frozen getcheckinterval maxint pypy_version_info real_prefix setcheckinterval subversion"  # in no CPython 3.11
    ),
    constants={"byteorder": "little", "maxsize": (1 << 63) - 1, "maxunicode": 0x10FFFF, "platform": "linux"},
    functions=r"""
exc_info() -> tuple: trace_exc_info
    the exception that is handled: class, value and traceback >>> sys.exc_info()
_redirect(target, number) -> val: stream_redirect
_write(text, number) -> val: stream_write
_leave(reason) -> val: leave
_deeper(deeper) -> val: calls_deeper
_most_digits(most) -> val: limit_digits
_shown(function, text) -> val: function_shown
_inflated(data, offset) -> val: zlib_inflated
_viewed(array) -> val: bytearray_viewed
_defines(cls, name) -> bool: class_defines
_native_name(cls) -> str: native_name
_iterator_hint(iterator, default) -> val: iterator_hint
_line_at(text, at) -> val: line_at
_note_texts(cls) -> val: note_texts
_is_text_memory(v) -> bool: is_text_memory
_enum_instance(cls) -> val: enum_instance
_enum_member(member, cls, name, value, order) -> val: enum_member
_enum_keep(cls, name, value) -> val: enum_keep
_lru_key(args, kwargs, wrapper) -> val: lru_key
_lru_own_key(argument) -> val: lru_own_key
_busy(v, busy) -> bool: mark_busy
_csv_record(memory, delimiter, quote) -> val: csv_record
_csv_shape(names) -> val: csv_shape
_csv_dict(names, row, shape) -> val: csv_dict
_csv_fields(line, delimiter, quote) -> val: csv_fields
_csv_row(texts, delimiter, quote, terminator, quoting) -> val: csv_row
_wide_codes(text) -> val: wide_codes
_permutation(items, cycles) -> val: next_permutation
_combination(pool, places, repeating) -> val: next_combination
_product(pools, places, chosen) -> val: next_product
_size(n) -> val: ssize_value
_slice_place(v, default) -> val: slice_place
_returned(it) -> val: result_or_none
_is_coroutine(v) -> bool: coroutine_given
_adds_up(v) -> bool: adds_up
_same(a, b) -> bool: item_eq
_drives(v) -> bool: drives_body
_decimal_of(cls, value) -> val: decimal_of
_decimal_sum(cls, a, b, context, less) -> val: decimal_sum
_decimal_product(cls, a, b, context) -> val: decimal_product
_decimal_quotient(cls, a, b, context) -> val: decimal_quotient
_decimal_whole(cls, a, b, context, rest) -> val: decimal_whole
_decimal_power(cls, a, b, context) -> val: decimal_power
_decimal_compared(cls, a, b, op) -> val: decimal_compared
_decimal_quantized(cls, x, unit, rounding, context) -> val: decimal_quantized
_decimal_new(cls, sign, digits, exp) -> val: decimal_new
_decimal_record(cls, sign, digits, exp) -> val: decimal_record
_decimal_contexts(cls, contexts) -> val: decimal_contexts
_decimal_finished(cls, sign, digits, exp, context) -> val: decimal_finished
_decimal_signed(cls, x, sign, context) -> val: decimal_signed
_digits_sum(a, b) -> str: sum_of_digits
_digits_difference(a, b) -> str: difference_of_digits
_digits_product(a, b) -> str: product_of_digits
_digits_quotient(a, b) -> str: quotient_of_digits
_decimal_int(cls, x) -> val: decimal_int
_decimal_text(cls, x) -> val: decimal_text
_complex_new(cls, real, imag) -> val: complex_new
_complex_of(cls, real, imag) -> val: complex_of
_complex_equal(cls, a, b) -> val: complex_equal
_complex_hash(x, y) -> val: complex_hash
_complex_plus(cls, a, b) -> val: complex_plus
_complex_minus(cls, a, b) -> val: complex_minus
_complex_times(cls, a, b) -> val: complex_times
_complex_power(cls, z, n) -> val: complex_power
_complex_over(cls, a, b) -> val: complex_over
_complex_length(x, y) -> float: complex_length
_bound(function, receiver) -> val: bound_new
_bind(member, cls, receiver) -> val: bind_member
""",  # names with an underscore are for library modules written in Python: the purity check keeps bodies from them
)

UUID = Module(
    "uuid",
    native=True,
    in_python=True,
    pure="NAMESPACE_DNS NAMESPACE_OID NAMESPACE_URL NAMESPACE_X500 UUID uuid1 uuid3 uuid4 uuid5",
    constants={"RFC_4122": "specified in RFC 4122"},
    objects={"NAMESPACE_DNS": "uuid_dns", "NAMESPACE_URL": "uuid_url", "NAMESPACE_OID": "uuid_oid", "NAMESPACE_X500": "uuid_x500"},
    tags={"UUID": t.T_UUID},
    functions=r"""
uuid1(node=None, clock_seq=None) -> val: uuid_uuid1
    of clock and node >>> uuid.uuid1(5, 6).version
uuid3(namespace, name) -> val: uuid_uuid3
    MD5 of a name >>> uuid.uuid3(uuid.NAMESPACE_DNS, 'example.org')
uuid4() -> val: uuid_uuid4
    random >>> uuid.uuid4().version
uuid5(namespace, name) -> val: uuid_uuid5
    SHA-1 of a name >>> uuid.uuid5(uuid.NAMESPACE_DNS, 'example.org')
""",
    constructors=r"""
UUID(hex=None, bytes=None, bytes_le=REFUSED, fields=REFUSED, int=None, version=None, *, is_safe=REFUSED) -> val: uuid_make
    of 32 digits, 16 bytes or an int >>> str(uuid.UUID('12345678123456781234567812345678'))
""",
    attributes=r"""
UUID.hex -> val: uuid_hex
    32 digits >>> uuid.NAMESPACE_DNS.hex
UUID.int -> val: uuid_int
    the number >>> uuid.UUID(int=5).int
UUID.bytes -> val: uuid_bytes
    16 bytes >>> uuid.NAMESPACE_DNS.bytes
UUID.urn -> val: uuid_urn
    as URN >>> uuid.NAMESPACE_DNS.urn
UUID.version -> val: uuid_get_version
    the version >>> uuid.NAMESPACE_DNS.version
UUID.variant -> val: uuid_variant
    the variant >>> uuid.NAMESPACE_DNS.variant
UUID.bytes_le -> val: uuid_bytes_le
    16 bytes, the first three fields the other way round >>> uuid.NAMESPACE_DNS.bytes_le
UUID.fields -> val: uuid_fields
    six numbers >>> uuid.NAMESPACE_DNS.fields
UUID.time_low -> val: uuid_time_low
    the first 32 bits >>> uuid.NAMESPACE_DNS.time_low
UUID.time_mid -> val: uuid_time_mid
    16 bits >>> uuid.NAMESPACE_DNS.time_mid
UUID.time_hi_version -> val: uuid_time_hi_version
    16 bits >>> uuid.NAMESPACE_DNS.time_hi_version
UUID.clock_seq_hi_variant -> val: uuid_clock_seq_hi_variant
    8 bits >>> uuid.NAMESPACE_DNS.clock_seq_hi_variant
UUID.clock_seq_low -> val: uuid_clock_seq_low
    8 bits >>> uuid.NAMESPACE_DNS.clock_seq_low
UUID.time -> val: uuid_time
    60 bits of time >>> uuid.NAMESPACE_DNS.time
UUID.clock_seq -> val: uuid_clock_seq
    14 bits >>> uuid.NAMESPACE_DNS.clock_seq
UUID.node -> val: uuid_node
    the last 48 bits >>> uuid.NAMESPACE_DNS.node
""",
)

MODULES = (COLLECTIONS, BISECT, HEAPQ, LOGGING, OS, OS_PATH, SYS, UUID)

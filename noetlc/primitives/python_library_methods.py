"""Methods and attributes of the objects of library modules."""

from __future__ import annotations

from noetlc.layout.tags import (
    T_BOOL,
    T_CLASS,
    T_DATE,
    T_DATETIME,
    T_DEQUE,
    T_DICT,
    T_ENVIRON,
    T_EXCEPTION,
    T_FLOAT,
    T_HASH,
    T_HMAC,
    T_INT,
    T_LOGGER,
    T_MATCH,
    T_PATTERN,
    T_RANDOM,
    T_RANGE,
    T_SLICE,
    T_TIME,
    T_TIMEDELTA,
    T_TIMEZONE,
    T_TRACEBACK,
    T_TUPLE,
    T_URL,
    T_UUID,
)  # fmt: skip
from noetlc.primitives.model import Primitive
from noetlc.primitives.signatures import by_class

# the classes in the rows below
TAGS = {
    "HASH": T_HASH, "HMAC": T_HMAC, "Random": T_RANDOM, "date": T_DATE, "datetime": T_DATETIME, "time": T_TIME,
    "timedelta": T_TIMEDELTA, "timezone": T_TIMEZONE, "dict": T_DICT, "tuple": T_TUPLE, "type": T_CLASS, "deque": T_DEQUE,
    "Logger": T_LOGGER, "UUID": T_UUID, "environ": T_ENVIRON,
    "bool": T_BOOL, "int": T_INT, "float": T_FLOAT, "range": T_RANGE, "slice": T_SLICE, "exception": T_EXCEPTION,
    "Match": T_MATCH, "Pattern": T_PATTERN, "SplitResult": T_URL,
    "traceback": T_TRACEBACK,
}  # fmt: skip

_VALUES = {
    "date": "datetime.date(2024, 2, 29)", "datetime": "datetime.datetime(2024, 2, 29, 12, 30)", "time": "datetime.time(12, 30)",
}  # fmt: skip

_METHODS = r"""
HASH.update(obj, /) -> val: hash_update
    adds bytes to what is hashed >>> (lambda h: [h.update(b'a'), h.hexdigest()])(hashlib.md5())
HASH.digest() -> val: hash_digest
    the hash as bytes >>> hashlib.md5(b'a').digest()
HASH.hexdigest() -> str: hash_hexdigest
    the hash in base 16 >>> hashlib.sha1(b'a').hexdigest()
HASH.copy() -> val: hash_copy
    the same hash, to go on with apart >>> hashlib.md5(b'a').copy().hexdigest()
HMAC.update(msg) -> val: hmac_update
    adds bytes to what is hashed >>> (lambda h: [h.update(b'a'), h.hexdigest()])(hmac.new(b'k', b'', 'md5'))
HMAC.digest() -> val: hmac_digest
    the hash as bytes >>> hmac.new(b'k', b'a', 'md5').digest()
HMAC.hexdigest() -> str: hmac_hexdigest
    the hash in base 16 >>> hmac.new(b'k', b'a', 'md5').hexdigest()
HMAC.copy() -> val: hmac_copy
    the same hash, to go on with apart >>> hmac.new(b'k', b'a', 'md5').copy().hexdigest()
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
Pattern.match(string, pos=0, endpos=...) -> val: re_pattern_match
    a match at the start, None if there is none >>> re.compile('a+').match('aab').group()
Pattern.fullmatch(string, pos=0, endpos=...) -> val: re_pattern_fullmatch
    a match of all of the text >>> re.compile('a+').fullmatch('aab')
Pattern.search(string, pos=0, endpos=...) -> val: re_pattern_search
    the first match anywhere >>> re.compile('b').search('aab').start()
Pattern.findall(string, pos=0, endpos=...) -> list: re_pattern_findall
    the texts of all matches, or of their groups >>> re.compile('[ab]').findall('axb')
Pattern.finditer(string, pos=0, endpos=...) -> val: re_pattern_finditer
    an iterator over all matches >>> [m.span() for m in re.compile('a').finditer('aba')]
Pattern.split(string, maxsplit=0) -> list: re_pattern_split
    the parts between matches >>> re.compile('[,;]').split('a,b;c')
Pattern.sub(repl, string, count=0) -> str: re_pattern_sub
    text with matches replaced >>> re.compile('a').sub('x', 'aba')
Pattern.subn(repl, string, count=0) -> tuple: re_pattern_subn
    that text, and how many were replaced >>> re.compile('a').subn('x', 'aba')
Match.group(*args) -> val: re_match_group
    the text of the match, or of groups >>> re.match('(a)(b)', 'ab').group(2, 1)
Match.groups(default=None) -> tuple: re_match_groups
    the texts of all groups >>> re.match('(a)|(b)', 'a').groups('')
Match.groupdict(default=None) -> dict: re_match_groupdict
    the texts of named groups >>> re.match('(?P<x>a)', 'a').groupdict()
Match.start(group=0, /) -> val: re_match_start
    where a group starts >>> re.search('b', 'ab').start()
Match.end(group=0, /) -> val: re_match_end
    where a group ends >>> re.search('b', 'ab').end()
Match.span(group=0, /) -> val: re_match_span
    both >>> re.search('b', 'ab').span()
Match.expand(template) -> val: re_match_expand
    a template with the texts of groups >>> re.match('(a)', 'a').expand(r'<\1>')
SplitResult.geturl() -> str: url_geturl
    the URL put together again >>> urllib.parse.urlsplit('HTTP://a/b').geturl()
Random.seed(a=None, version=2) -> val: random_of_seed
    begins anew >>> (lambda r: [r.seed(3), r.random()])(random.Random(1))
Random.random() -> float: random_unit
    a float from 0 up to 1 >>> random.Random(1).random()
Random.getrandbits(k, /) -> int: random_of_bits
    an int of k random bits >>> random.Random(1).getrandbits(8)
Random.randrange(start, stop=None, step=...) -> int: random_of_range
    an item of a range >>> random.Random(1).randrange(0, 10, 2)
Random.randint(a, b) -> int: random_of_int
    an int from a to b >>> random.Random(1).randint(1, 6)
Random.randbytes(n) -> val: random_of_bytes
    n random bytes >>> random.Random(1).randbytes(3)
Random.choice(seq) -> val: random_of_choice
    an item >>> random.Random(1).choice('abc')
Random.shuffle(x) -> val: random_of_shuffle
    a list in random order, in place >>> (lambda x: [random.Random(1).shuffle(x), x])([1, 2, 3])
Random.sample(population, k, *, counts=None) -> list: random_of_sample
    k different items >>> random.Random(1).sample(range(9), 3)
Random.choices(population, weights=None, *, cum_weights=None, k=1) -> list: random_of_choices
    k items >>> random.Random(1).choices('ab', k=3)
Random.uniform(a, b) -> float: random_of_uniform
    a float from a to b >>> random.Random(1).uniform(1, 2)
Random.triangular(low=0.0, high=1.0, mode=None) -> float: random_of_triangular
    of the triangular distribution >>> random.Random(1).triangular(0, 2, 1)
Random.gauss(mu=0.0, sigma=1.0) -> float: random_of_gauss
    of the normal distribution >>> random.Random(1).gauss(0, 1)
Random.normalvariate(mu=0.0, sigma=1.0) -> float: random_of_normal
    of the normal distribution >>> random.Random(1).normalvariate(0, 1)
Random.lognormvariate(mu, sigma) -> float: random_of_lognormal
    of the log-normal distribution >>> random.Random(1).lognormvariate(0, 1)
Random.expovariate(lambd) -> float: random_of_exponential
    of the exponential distribution >>> random.Random(1).expovariate(2)
Random.vonmisesvariate(mu, kappa) -> float: random_of_vonmises
    of the von Mises distribution >>> random.Random(1).vonmisesvariate(1, 2)
Random.gammavariate(alpha, beta) -> float: random_of_gamma
    of the gamma distribution >>> random.Random(1).gammavariate(1, 2)
Random.betavariate(alpha, beta) -> float: random_of_beta
    of the beta distribution >>> random.Random(1).betavariate(1, 2)
Random.paretovariate(alpha) -> float: random_of_pareto
    of the Pareto distribution >>> random.Random(1).paretovariate(2)
Random.weibullvariate(alpha, beta) -> float: random_of_weibull
    of the Weibull distribution >>> random.Random(1).weibullvariate(1, 2)
date.isoformat() -> str: dt_isoformat
    `2024-02-29` >>> datetime.date(2024, 2, 29).isoformat()
date|datetime|time.strftime(format, /) -> str: dt_strftime
    as text, by a format >>> self.strftime('%d.%m.%Y %H:%M')
date|datetime.weekday() -> val: dt_get_weekday
    day of the week, Monday is 0 >>> self.weekday()
date|datetime.isoweekday() -> val: dt_get_isoweekday
    day of the week, Monday is 1 >>> self.isoweekday()
date|datetime.isocalendar() -> val: dt_isocalendar
    year, week and day of ISO 8601 >>> tuple(self.isocalendar())
date|datetime.toordinal() -> val: dt_toordinal
    number of the day, of which 1 is 0001-01-01 >>> self.toordinal()
date|datetime.timetuple() -> val: dt_timetuple
    as a `time.struct_time` >>> tuple(self.timetuple())
date|datetime.ctime() -> str: dt_ctime
    as text in C's way >>> self.ctime()
date.replace(year=..., month=..., day=...) -> val: dt_date_replace
    with other parts >>> datetime.date(2024, 2, 29).replace(day=1)
datetime.isoformat(sep='T', timespec=...) -> str: dt_isoformat_with
    `2024-02-29T12:30:00` >>> datetime.datetime(2024, 2, 29, 12).isoformat(' ', 'minutes')
datetime.utctimetuple() -> val: dt_utctimetuple
    in UTC as a `time.struct_time` >>> tuple(datetime.datetime(2024, 2, 29, 12).utctimetuple())
datetime.replace(year=..., month=..., day=..., hour=..., minute=..., second=..., microsecond=..., tzinfo=..., *, fold=...) -> val: dt_replace
    with other parts >>> datetime.datetime(2024, 2, 29, 12).replace(hour=0)
datetime.date() -> val: dt_date_part
    the date of it >>> datetime.datetime(2024, 2, 29, 12).date()
datetime.time() -> val: dt_time_part
    the time of it >>> datetime.datetime(2024, 2, 29, 12).time()
datetime.timetz() -> val: dt_timetz_part
    the time of it, with its time zone >>> datetime.datetime(2024, 2, 29, 12).timetz()
datetime.timestamp() -> float: dt_timestamp
    seconds since 1970 >>> datetime.datetime(2024, 2, 29, tzinfo=datetime.UTC).timestamp()
datetime.astimezone(tz=None) -> val: dt_astimezone
    the same moment in a time zone >>> datetime.datetime(2024, 2, 29, tzinfo=datetime.UTC).astimezone(datetime.timezone(datetime.timedelta(hours=2)))
datetime|time.utcoffset() -> val: dt_utcoffset
    difference to UTC, None without a time zone >>> self.utcoffset()
datetime|time.tzname() -> val: dt_tzname
    name of the time zone >>> self.tzname()
datetime|time.dst() -> val: dt_dst
    difference because of summer time >>> self.dst()
time.isoformat(timespec=...) -> str: dt_time_isoformat
    `12:30:00` >>> datetime.time(12, 30).isoformat()
time.replace(hour=..., minute=..., second=..., microsecond=..., tzinfo=..., *, fold=...) -> val: dt_time_replace
    with other parts >>> datetime.time(12, 30).replace(hour=0)
timedelta.total_seconds() -> float: dt_total_seconds
    all of it in seconds >>> datetime.timedelta(days=1, hours=1).total_seconds()
timezone.utcoffset(dt, /) -> val: dt_zone_utcoffset
    difference to UTC >>> datetime.UTC.utcoffset(None)
timezone.tzname(dt, /) -> val: dt_zone_tzname
    its name >>> datetime.UTC.tzname(None)
timezone.dst(dt, /) -> val: dt_zone_dst
    None >>> datetime.UTC.dst(None)
timezone.fromutc(dt, /) -> val: dt_zone_fromutc
    a moment in UTC in this zone >>> datetime.UTC.fromutc(datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC))
dict.most_common(n=None) -> val: counter_most_common
    of a Counter: the most frequent items with their counts >>> collections.Counter('aab').most_common(1)
dict.elements() -> val: counter_elements
    of a Counter: each item as often as it counts >>> list(collections.Counter('aab').elements())
dict.total() -> val: counter_total
    of a Counter: the sum of counts >>> collections.Counter('aab').total()
dict.subtract(iterable=..., /, **kwargs) -> val: counter_subtract
    of a Counter: takes counts away >>> (lambda c: [c.subtract('ab'), c])(collections.Counter('aab'))
dict.move_to_end(key, last=True) -> val: ordered_move
    of an OrderedDict: puts a key at an end >>> (lambda d: [d.move_to_end('a'), list(d)])(collections.OrderedDict(a=1, b=2))
tuple._asdict() -> val: named_asdict
    of a named tuple: a dict of its fields >>> collections.namedtuple('P', 'x y')(1, 2)._asdict()
tuple._replace(**kwargs) -> val: named_replace
    of a named tuple: with other fields >>> collections.namedtuple('P', 'x y')(1, 2)._replace(x=5)
type._make(iterable, /) -> val: named_from_items
    of a named tuple's class: one of items >>> collections.namedtuple('P', 'x y')._make([1, 2])
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
"""  # noqa: E501 - a row is a line

_ATTRIBUTES = r"""
HASH.name -> val: hash_name
    the name of the algorithm >>> hashlib.md5(b'').name
HASH.digest_size -> val: hash_digest_size
    bytes of a digest >>> hashlib.md5(b'').digest_size
HASH.block_size -> val: hash_get_block_size
    bytes of a block >>> hashlib.md5(b'').block_size
HMAC.name -> val: hmac_name
    the name of the algorithm >>> hmac.new(b'k', b'', 'md5').name
HMAC.digest_size -> val: hmac_digest_size
    bytes of a digest >>> hmac.new(b'k', b'', 'md5').digest_size
HMAC.block_size -> val: hmac_block_size
    bytes of a block >>> hmac.new(b'k', b'', 'md5').block_size
Pattern.pattern -> val: re_pattern_source
    its text >>> re.compile('a+').pattern
Pattern.flags -> val: re_pattern_flags
    its flags >>> re.compile('a', re.I).flags
Pattern.groups -> val: re_pattern_groups
    how many groups it has >>> re.compile('(a)').groups
Pattern.groupindex -> val: re_pattern_groupindex
    numbers of named groups >>> dict(re.compile('(?P<x>a)').groupindex)
Match.re -> val: re_match_re
    the pattern >>> re.match('a', 'ab').re.pattern
Match.string -> val: re_match_string
    the text it was searched in >>> re.match('a', 'ab').string
Match.pos -> val: re_match_pos
    where the search began >>> re.match('a', 'ab').pos
Match.endpos -> val: re_match_endpos
    where the search ended >>> re.match('a', 'ab').endpos
Match.lastindex -> val: re_match_lastindex
    the number of the last group >>> re.match('(a)', 'ab').lastindex
Match.lastgroup -> val: re_match_lastgroup
    the name of the last group >>> re.match('(?P<x>a)', 'ab').lastgroup
SplitResult.scheme -> val: url_scheme
    the scheme >>> urllib.parse.urlsplit('http://a/b').scheme
SplitResult.netloc -> val: url_netloc
    user, host and port >>> urllib.parse.urlsplit('http://a:1/b').netloc
SplitResult.path -> val: url_path
    the path >>> urllib.parse.urlsplit('http://a/b').path
SplitResult.params -> val: url_params
    of a ParseResult: what follows `;` >>> urllib.parse.urlparse('http://a/b;c').params
SplitResult.query -> val: url_query
    what follows `?` >>> urllib.parse.urlsplit('http://a/b?c=d').query
SplitResult.fragment -> val: url_fragment
    what follows `#` >>> urllib.parse.urlsplit('http://a/b#c').fragment
SplitResult.username -> val: url_username
    the name before `@` >>> urllib.parse.urlsplit('http://u:p@a/').username
SplitResult.password -> val: url_password
    the password before `@` >>> urllib.parse.urlsplit('http://u:p@a/').password
SplitResult.hostname -> val: url_hostname
    the host in lower case >>> urllib.parse.urlsplit('http://A:1/').hostname
SplitResult.port -> val: url_port
    the port >>> urllib.parse.urlsplit('http://a:1/').port
UUID.hex -> val: uuid_hex
    32 digits >>> uuid.NAMESPACE_DNS.hex
UUID.int -> val: uuid_int
    the number, where it has at most 64 bits >>> uuid.UUID(int=5).int
UUID.bytes -> val: uuid_bytes
    16 bytes >>> uuid.NAMESPACE_DNS.bytes
UUID.urn -> val: uuid_urn
    as URN >>> uuid.NAMESPACE_DNS.urn
UUID.version -> val: uuid_get_version
    the version >>> uuid.NAMESPACE_DNS.version
UUID.variant -> val: uuid_variant
    the variant >>> uuid.NAMESPACE_DNS.variant
date|datetime.year -> val: dt_get_year
    the year >>> self.year
date|datetime.month -> val: dt_get_month
    the month, from 1 >>> self.month
date|datetime.day -> val: dt_get_day
    the day, from 1 >>> self.day
datetime|time.hour -> val: dt_get_hour
    the hour >>> self.hour
datetime|time.minute -> val: dt_get_minute
    the minute >>> self.minute
datetime|time.second -> val: dt_get_second
    the second >>> self.second
datetime|time.microsecond -> val: dt_get_microsecond
    the microsecond >>> self.microsecond
datetime|time.tzinfo -> val: dt_get_tzinfo
    the time zone, None without one >>> self.tzinfo
datetime|time.fold -> val: dt_get_fold
    1 for the second of two equal local times >>> self.fold
timedelta.days -> val: dt_get_days
    whole days >>> datetime.timedelta(hours=30).days
timedelta.seconds -> val: dt_get_seconds
    whole seconds less than a day >>> datetime.timedelta(hours=30).seconds
timedelta.microseconds -> val: dt_get_microseconds
    microseconds less than a second >>> datetime.timedelta(milliseconds=5).microseconds
int|bool|float.real -> val: py_number_real
    the number itself >>> self(5).real
int|bool|float.imag -> val: py_number_imag
    0 >>> self(5).imag
int|bool.numerator -> val: py_number_real
    the number itself >>> self(5).numerator
int|bool.denominator -> val: py_number_denominator
    1 >>> self(5).denominator
range.start -> val: py_range_start
    where it starts >>> range(1, 9, 2).start
slice.start -> val: py_slice_start
    where it starts >>> slice(1, 9, 2).start
range.stop -> val: py_range_stop
    where it stops >>> range(1, 9, 2).stop
slice.stop -> val: py_slice_stop
    where it stops >>> slice(1, 9, 2).stop
range.step -> val: py_range_step
    its step >>> range(1, 9, 2).step
slice.step -> val: py_slice_step
    its step >>> slice(1, 9, 2).step
exception.errno -> val: py_exc_errno
    of an OSError: its number >>> OSError(2, 'x').errno
exception.strerror -> val: py_exc_strerror
    of an OSError: its text >>> OSError(2, 'x').strerror
exception.filename -> val: py_exc_filename
    of an OSError: None, as one with a file is not compiled >>> OSError(2, 'x').filename
deque.maxlen -> val: deque_maxlen
    its greatest length >>> collections.deque([], 3).maxlen
traceback.tb_lineno -> val: trace_line
    line of a frame
traceback.tb_next -> val: trace_next
    the frame it called
traceback.tb_name -> val: trace_name
    name of the function of a frame
Logger.name -> val: log_get_name
    its name >>> logging.getLogger('a.b').name
Logger.level -> val: log_get_level
    its own level >>> logging.getLogger('d').level
dict.default_factory -> val: default_factory
    of a defaultdict: what makes missing values >>> collections.defaultdict(list).default_factory
"""


def _table(text: str) -> dict[str, dict[int, Primitive]]:
    table: dict[str, dict[int, Primitive]] = {}
    for name, row in by_class(text, _VALUES, {}):
        table.setdefault(row.name, {})[TAGS[name]] = row
    return table


LIBRARY_METHODS = _table(_METHODS)
"""Method name -> tag of the receiver -> row."""

ATTRIBUTES = _table(_ATTRIBUTES)
"""Attribute -> tag of the object -> row, whose runtime function takes the object."""

LIBRARY_ATTRIBUTES = {name: {tag: row.runtime for tag, row in rows.items()} for name, rows in ATTRIBUTES.items()}

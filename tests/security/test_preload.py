"""Behind the wall no file can be opened: what modules load late is there before, module by module."""

from __future__ import annotations

import copy
import encodings
import pkgutil
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from noetlc.interp.host import LocalHost
from noetlc.interp.pybody import versions
from noetlc.interp.pybody.request import BodyRequest
from noetlc.interp.pybody.runner import BodyRunner
from noetlc.primitives.modules import PURE_MODULES

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has the wall")

# Encodings of this list are those of other systems, or no text encodings.
_ELSEWHERE = ("aliases", "mbcs", "oem")

# What bodies see of these is 3.11's on every Python: other names, or other words.
_OF_A_TERMINAL = {"copyright", "credits", "exit", "help", "license", "quit"}  # what `site` puts among the builtins for who types there
_OTHER_NAMES = ("abc", "array", "sys", "typing")
_OF_THE_LIBRARY = ("asyncio",)  # of which bodies have what the library has

# Calls by module, each an expression or statements that set `r`; `m` is the module.
USES: dict[str, tuple[str, ...]] = {
    "__future__": ("r = m.annotations.getMandatoryRelease()",),
    "abc": ("class A(m.ABC):\n    @m.abstractmethod\n    def f(self): ...\ntry:\n    A()\nexcept TypeError as e:\n    r = str(e)",),
    "array": ("r = [m.array(c, [1, 2]).tobytes().hex() for c in m.typecodes if c != 'u'] + [m.array('u', 'añ').tounicode()]",),
    "ast": ("r = m.dump(m.parse('def f(x): return [y async for y in x if (z := 1)]'), indent=1)", "r = m.unparse(m.parse('x = {**a, 1: [2]}'))",
            "r = m.literal_eval('{1: [2.5, None], (3,): {4}}') == {1: [2.5, None], (3,): {4}}", "r = m.get_source_segment('a = b + c', m.parse('a = b + c').body[0].value)",
            "try:\n    m.parse('x = (')\nexcept SyntaxError as e:\n    r = e.msg"),
    "asyncio": ("async def f(x):\n    await m.sleep(0.001)\n    return x\nasync def g():\n    async with m.Lock(), m.timeout(1):\n        return await m.gather(f(1), m.wait_for(f(2), 1))\nr = m.run(g())",
                "q = m.PriorityQueue()\nasync def f():\n    await q.put(2)\n    await q.put(1)\n    try:\n        await m.wait_for(m.Event().wait(), 0.01)\n    except m.TimeoutError as e:\n        return [await q.get(), repr(e)]\nr = m.run(f())"),
    "base64": ("r = [getattr(m, n + 'encode')(b'a\\xff' * 9).decode() for n in ('b16', 'b32', 'b32hex', 'b64', 'b85', 'a85', 'standard_b64', 'urlsafe_b64')]",
               "r = m.encodebytes(b'x' * 99).decode() + m.decodebytes(b'YWJj').decode()"),
    "binascii": ("r = [m.hexlify(b'ab', '-').decode(), m.crc32(b'abc'), m.crc_hqx(b'abc', 0), m.b2a_uu(b'abc').decode(), m.b2a_qp(b'\\xff=').decode()]",
                 "try:\n    m.a2b_base64('!!!', strict_mode=True)\nexcept m.Error as e:\n    r = str(e)"),
    "bisect": ("r = [m.bisect([1, 2], 1), m.bisect_left([1, 2], 1)]",),
    "builtins": ("r = [m.len('ab'), m.sorted({3, 1}), m.repr(m.ValueError('x')), m.divmod(7, 2), m.bool(1)]",),
    "calendar": ("r = m.TextCalendar().formatyear(2024) + m.HTMLCalendar().formatmonth(2024, 2)", "r = m.month(2024, 2) + str(m.timegm((2024, 2, 29, 0, 0, 0)))",
                 "r = list(m.month_name) + list(m.day_abbr) + [m.monthrange(2023, 2)[1], m.isleap(2100)]",
                 "r = m.LocaleTextCalendar(locale='C').formatmonth(2024, 1)"),
    "cmath": ("r = [str(m.sqrt(-1)), str(m.phase(1j)), m.isclose(1, 1 + 1e-12)]",),
    "codecs": ("r = [m.encode('abc', 'rot13'), m.decode(b'a\\xe9', 'latin-1'), m.lookup('utf8').name, m.BOM_UTF8.hex(), list(m.iterdecode([b'a', b'b'], 'utf-8')), m.getincrementaldecoder('utf-8')().decode(b'x')]",),
    "collections": ("r = [m.Counter('aab').most_common(), m.OrderedDict(a=1).popitem(), str(m.namedtuple('P', 'x y')(1, 2)), list(m.ChainMap({1: 2}, {3: 4}))]",
                    "r = [repr(m.deque([1], 2)), repr(m.defaultdict(int)), repr(m.UserDict(a=1)), m.UserString('a').upper().data]"),
    "collections.abc": ("r = sorted(n for n in dir(m) if isinstance(getattr(m, n), type) and isinstance([], getattr(m, n)))",),
    "contextlib": ("@m.contextmanager\ndef f():\n    yield 5\nwith f() as x, m.suppress(KeyError), m.ExitStack() as s:\n    s.callback(print, 'end')\n    {}[1]\nr = x",
                   "import io\nwith m.redirect_stdout(io.StringIO()) as out:\n    print('a')\nr = out.getvalue()"),
    "copy": ("r = m.deepcopy({'a': [1, (2, {3: [4]})]}) == m.copy({'a': [1, (2, {3: [4]})]})", "import datetime, decimal\nr = str(m.deepcopy([datetime.datetime(2024, 1, 1), decimal.Decimal('1.5')]))"),
    "csv": ("import io\nr = list(m.DictReader(io.StringIO('a;b\\n1;\"x;y\"'), delimiter=';'))", "import io\no = io.StringIO()\nm.writer(o, m.unix_dialect).writerows([[1, 'a\"b'], [None, 2.5]])\nr = o.getvalue()",
            "r = m.Sniffer().sniff('a;b;c\\n1;2;3\\n').delimiter + str(m.Sniffer().has_header('a,b\\n1,2\\n3,4'))"),
    "dataclasses": ("@m.dataclass(order=True, frozen=True, slots=True)\nclass P:\n    x: int\n    y: list = m.field(default_factory=list)\nr = [repr(P(1)), m.asdict(P(1, [2])), P(1) < P(2), repr(m.replace(P(1), x=5))]",
                    "r = repr(m.make_dataclass('C', [('a', int)])(4))"),
    "datetime": ("r = m.datetime.strptime('29 Feb 2024 13:05:09.25 +0130', '%d %b %Y %H:%M:%S.%f %z').isoformat()", "r = m.datetime(2024, 2, 29, 1, tzinfo=m.timezone.utc).strftime('%A %B %c %x %X %p %j %U %G-%V %Z %z %%')",
                 "r = [str(m.date.fromisoformat('2024-W09-4')), str(m.datetime.fromtimestamp(0, m.UTC)), str(m.timedelta(days=1.5)), m.date(2024, 1, 1).isocalendar().week]",
                 "try:\n    m.datetime.strptime('x', '%Y')\nexcept ValueError as e:\n    r = str(e)"),
    "decimal": ("with m.localcontext() as c:\n    c.prec = 50\n    r = [str(m.Decimal(2).sqrt()), str(m.Decimal(2).ln()), str(m.Decimal('1.25').quantize(m.Decimal('0.1'), m.ROUND_HALF_UP))]",
                "try:\n    m.Decimal(1) / 0\nexcept m.DivisionByZero as e:\n    r = repr(e)", "r = ['{:,.2f}'.format(m.Decimal('1234567.891')), '{:n}'.format(m.Decimal('1234.5')), str(m.Decimal('1').as_integer_ratio())]"),
    "difflib": ("r = list(m.unified_diff(['a', 'b'], ['a', 'c'])) + list(m.ndiff(['ab'], ['ac'])) + m.get_close_matches('appel', ['apple', 'ape'])",
                "r = m.HtmlDiff().make_file(['a'], ['b']).count('<td') + m.SequenceMatcher(None, 'abcd', 'bcde').ratio()"),
    "enum": ("class C(m.Enum):\n    A = m.auto()\n    B = 2\nr = [repr(list(C)), C['A'].name, repr(m.Flag('F', 'X Y')(3))]", "class S(m.StrEnum):\n    A = m.auto()\ntry:\n    S('b')\nexcept ValueError as e:\n    r = str(e)"),
    "fnmatch": ("r = [m.fnmatch('a.txt', '*.t[!a]t'), m.filter(['a', 'b'], '[b-c]'), m.translate('a*b*c')]",),
    "fractions": ("r = [str(m.Fraction('3/6') + m.Fraction(0.25)), str(m.Fraction(3.14159).limit_denominator(100)), m.Fraction(1, 3).__round__(2).denominator]",),
    "functools": ("@m.lru_cache\ndef f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nr = [f(40), str(f.cache_info()), m.reduce(lambda a, b: a * b, [1, 2, 3])]",
                  "@m.singledispatch\ndef f(x):\n    return 'other'\n@f.register\ndef _(x: int):\n    return 'int'\nr = [f(1), f('a'), m.partial(int, base=2)('101')]",
                  "@m.total_ordering\nclass A:\n    def __init__(s, v): s.v = v\n    def __eq__(s, o): return s.v == o.v\n    def __lt__(s, o): return s.v < o.v\nr = A(1) >= A(0)"),
    "hashlib": ("r = [m.new(n, b'abc').hexdigest() if 'shake' not in n else m.new(n, b'abc').hexdigest(9) for n in sorted(m.algorithms_guaranteed)]",
                "r = [m.pbkdf2_hmac('sha256', b'a', b'b', 9).hex(), m.scrypt(b'a', salt=b'b', n=4, r=1, p=1).hex(), m.blake2b(b'a', key=b'k', person=b'p').hexdigest()]",
                "try:\n    m.new('nothing')\nexcept ValueError as e:\n    r = str(e)"),
    "graphlib": ("r = list(m.TopologicalSorter({'b': ['a'], 'c': ['b']}).static_order())", "try:\n    m.TopologicalSorter({'a': ['a']}).prepare()\nexcept m.CycleError as e:\n    r = str(e)"),
    "heapq": ("h = [3, 1, 2]\nm.heapify(h)\nr = [m.heappop(h), m.nlargest(2, h), list(m.merge([1, 4], [2]))]",),
    "gzip": ("r = m.decompress(m.compress(b'abc' * 9, mtime=0)).decode()", "try:\n    m.decompress(b'nothing')\nexcept m.BadGzipFile as e:\n    r = str(e)"),
    "hmac": ("r = [m.new(b'k', b'm', n).hexdigest() for n in ('md5', 'sha256', 'sha3_512')] + [m.compare_digest('a', 'a'), m.digest(b'k', b'm', 'sha1').hex()]",),
    "html": ("r = m.escape('<a&\"\\'>') + m.unescape('&eacute;&#x41;&notanentity;&amp;lt&CounterClockwiseContourIntegral;')",),
    "inspect": ("def f(a, b=2, *, c: int = 3): pass\ns = m.signature(f)\nr = [str(s), s.bind(1, c=2).kwargs, m.getfullargspec(f).args, m.isfunction(f), m.getdoc(m.cleandoc)[:9]]",),
    "io": ("b = m.BytesIO(b'a\\nb')\nr = [b.readlines()[1].decode(), m.StringIO('x\\r\\ny', newline=None).read()]",),
    "itertools": ("r = [list(m.islice(m.count(5, 2), 3)), list(m.groupby('aab').__next__()[1]), list(m.pairwise('abc')), list(m.combinations('abc', 2))]",),
    "json": ("r = m.loads(m.dumps({'a': [1, 2.5, None, 'é\\ud83d\\ude00']}, indent=2, sort_keys=True))", "try:\n    m.loads('{\"a\": }')\nexcept m.JSONDecodeError as e:\n    r = str(e)",
             "r = list(m.JSONEncoder(separators=(',', ':')).iterencode([1, {'a': (2,)}]))"),
    "logging": ("import io\no = io.StringIO()\nh = m.StreamHandler(o)\nh.setFormatter(m.Formatter('%(levelname)s {%(name)s} %(message)s'))\ng = m.getLogger('a')\ng.addHandler(h)\ng.error('x %s', 5)\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    g.exception('y')\nr = o.getvalue().splitlines()[:2] + [m.getLevelName(30)]",),
    "math": ("r = [m.factorial(30), m.gcd(12, 18), m.isqrt(99), m.comb(9, 3), m.erf(0.5), m.dist([0, 0], [3, 4]), m.fsum([0.1] * 10)]",),
    "numbers": ("import fractions\nr = [isinstance(x, m.Rational) for x in (1, 1.5, fractions.Fraction(1))]",),
    "operator": ("r = [m.itemgetter(1, 0)('ab'), m.attrgetter('real')(5), m.methodcaller('upper')('a'), m.length_hint([1])]",),
    "os": ("r = [m.path.join('a', '..', 'b'), m.sep, m.getenv('NOTHING', 'd'), m.linesep]",),
    "os.path": ("r = [m.normpath('a//b/../c'), m.splitext('x.tar.gz'), m.commonpath(['/a/b', '/a/c']), m.relpath('/a/b', '/a/c')]",),
    "pprint": ("r = m.pformat({'b': list(range(40)), 'a': 'word ' * 30}, width=40, compact=True) + m.saferepr({2, 1})",
               "import io\no = io.StringIO()\nm.pprint([{'x' * 30: 'y' * 60}], stream=o, indent=2)\nr = o.getvalue()"),
    "random": ("g = m.Random(5)\nr = [g.random(), g.choice('abc'), g.sample(range(99), 3), g.gauss(0, 1), g.shuffle([1]), g.choices('ab', [1, 9], k=3), g.betavariate(1, 2)]",
               "m.seed(7)\nr = [m.random(), m.getrandbits(70), m.triangular(), m.vonmisesvariate(1, 2), m.randbytes(3).hex()]"),
    "re": ("r = [m.sub(r'(?i)(?P<x>\\w+)', r'<\\g<x>>', 'aé b'), m.findall(r'(?x) \\d  # digit', '1a2'), m.split(r'\\W', 'a-b'), str(m.compile('a', m.I | m.S | m.M | m.X | m.A).flags)]",
           "try:\n    m.compile('(')\nexcept m.error as e:\n    r = str(e)", "r = m.Scanner([('a', lambda s, t: t)]).scan('aab')[1] + m.escape('a.b')", "r = bool(m.compile('a+', m.DEBUG).match('aa'))", "r = m.findall(r'\\N{DIGIT ONE}', '1')",
           "r = m.match(b'(?L)[a-z]+', b'abc').end()"),
    "secrets": ("r = [len(m.token_hex(8)), m.compare_digest(b'a', b'b'), m.choice([7]), m.randbelow(1), len(m.token_urlsafe(4)) > 4]",),
    "html.parser": ("class P(m.HTMLParser):\n    def handle_starttag(self, tag, attrs): seen.append((tag, attrs))\n    def handle_data(self, data): seen.append(data)\nseen = []\n"
                    "p = P()\np.feed('<a href=\"x&amp;y\">b &lt; c</a><script>1 < 2</script>')\np.close()\nr = seen",),
    "keyword": ("r = [m.iskeyword('if'), len(m.kwlist)]",),
    "queue": ("q = m.PriorityQueue()\nq.put(2)\nq.put(1)\nr = [q.get(), q.get()]\ntry:\n    q.get(timeout=0.01)\nexcept m.Empty:\n    r.append('empty')",),
    "reprlib": ("r = m.repr([list(range(99)), 'x' * 99])",),
    "shlex": ("r = m.split('a \"b c\" # d', comments=True) + [m.quote(\"it's\"), m.join(['a', 'b c'])] + list(m.shlex('x = (1)', punctuation_chars=True))",),
    "statistics": ("d = [1, 2, 2, 3, 9]\nr = [m.mean(d), m.median_grouped(d), m.mode(d), m.stdev(d), m.quantiles(d), m.harmonic_mean(d), m.geometric_mean(d), m.fmean(d, d), m.correlation(d, d[::-1])]",
                   "n = m.NormalDist(0, 1)\nr = [n.cdf(1), n.inv_cdf(0.3), n.overlap(m.NormalDist(1, 1)), str(m.linear_regression([1, 2, 3], [2, 4, 7]))]", "try:\n    m.mean([])\nexcept m.StatisticsError as e:\n    r = str(e)",
                   "from fractions import Fraction\nfrom decimal import Decimal\nr = [str(m.mean([Fraction(1, 3), 1])), str(m.variance([Decimal(1), Decimal('2.5')]))]"),
    "string": ("r = [m.Template('$a ${b} $$').substitute(a=1, b=2), m.capwords('a b'), m.Formatter().vformat('{0!r:>5} {a[0]}', ('x',), {'a': [1]}), m.printable]",),
    "struct": ("r = [m.pack('>hIq?d5s', 1, 2, 3, True, 2.5, b'ab').hex(), m.unpack('<2H', b'\\1\\0\\2\\0'), m.calcsize('@ic'), list(m.iter_unpack('B', b'ab'))]",),
    "sys": ("r = [getattr(m, 'frozen', 0), hasattr(m, 'maxint'), m.maxsize, m.byteorder, m.version_info[:2], m.platform, m.intern('a'), m.float_info.dig, m.maxunicode]", "try:\n    1 / 0\nexcept ZeroDivisionError:\n    r = str(m.exc_info()[1])"),
    "textwrap": ("r = [m.fill('a bb ccc ' * 9, 20), m.dedent('  a\\n   b'), m.shorten('a b c d', 5), m.indent('a\\nb', '> ')]",),
    "time": ("r = [m.strftime('%Y-%m-%d %a %b', m.gmtime(0)), m.mktime(m.strptime('30 Nov 00', '%d %b %y')), m.asctime(m.gmtime(0))]",),
    "traceback": ("def f():\n    return 1 / 0\ntry:\n    f()\nexcept ZeroDivisionError as e:\n    r = [m.format_exc().splitlines()[-1], m.format_exception_only(e), len(m.extract_tb(e.__traceback__)) > 0]",
                  "try:\n    compile('x = (', 'f', 'exec')\nexcept SyntaxError as e:\n    r = m.format_exception_only(e)[-1][:33]",
                  "try:\n    raise ExceptionGroup('g', [ValueError(1)]) from KeyError(2)\nexcept ExceptionGroup as e:\n    r = len(m.format_exception(e)) > 3",
                  "import json\ntry:\n    json.loads('x')\nexcept ValueError as e:\n    r = m.format_exc().splitlines()[-1]"),
    "types": ("r = [m.SimpleNamespace(a=1).a, m.MappingProxyType({1: 2})[1], m.new_class('A', (int,)).__name__, str(m.GenericAlias(list, int))]",),
    "typing": ("r = [str(m.get_type_hints(lambda x: x)), str(m.Optional[int]), str(m.List[m.Dict[str, m.Any]]), m.get_args(m.Union[int, str])[1].__name__]",
               "class P(m.NamedTuple):\n    x: int = 1\nclass D(m.TypedDict, total=False):\n    a: int\n@m.runtime_checkable\nclass Q(m.Protocol):\n    def f(self): ...\nr = [repr(P()), D(a=1), isinstance(5, Q), str(m.TypeVar('T')), m.cast(int, 'x')]"),
    "unicodedata": ("r = [m.name('é'), m.lookup('GREEK SMALL LETTER ALPHA'), m.normalize('NFKD', 'ﬁé'), m.category('1'), m.numeric('½'), m.bidirectional('א'), m.east_asian_width('漢'), m.decomposition('é'), m.unidata_version, m.ucd_3_2_0.name('a')]",),
    "urllib": ("r = m.parse.quote('a b/ü')",),
    "urllib.parse": ("r = [list(m.urlsplit('https://u:p@h:8/p;x?q=1#f')), m.urlencode({'a': ['1', 'ü']}, doseq=True), m.parse_qs('a=1&a=2&b'), m.urljoin('http://a/b/c', '../d'), m.unquote_plus('a+%C3%BC'), m.urldefrag('a#b').fragment]",
                     "r = m.urlsplit('http://xn--bcher-kva.example').hostname", "try:\n    m.urlsplit('http://[::1')\nexcept ValueError as e:\n    r = str(e)", "r = m.urlsplit('http://[::1]:80/').hostname"),
    "uuid": ("r = [str(m.uuid5(m.NAMESPACE_DNS, 'a')), str(m.uuid3(m.NAMESPACE_URL, 'a')), m.UUID(int=5).hex, m.UUID('12345678123456781234567812345678').variant, len(str(m.uuid4())), m.uuid1().version]",),
    "colorsys": ("r = [m.rgb_to_hsv(0.2, 0.4, 0.4), m.hls_to_rgb(0.5, 0.3, 0.3), m.yiq_to_rgb(0.3, 0.1, 0.2)]",),
    "contextvars": ("v = m.ContextVar('v', default=1)\nt = v.set(2)\nr = [m.copy_context().run(v.get), v.get()]\nv.reset(t)\nr.append(v.get())",),
    "errno": ("r = [m.ENOENT, m.errorcode[13]]",),
    "ipaddress": ("r = [str(m.ip_address('10.0.0.1') + 1), format(m.IPv6Address('::1'), 'x'), [str(n) for n in m.ip_network('10.0.0.0/30').subnets()], m.ip_interface('10.0.0.1/8').is_private]",
                  "try:\n    m.ip_network('10.0.0.1/8')\nexcept ValueError as e:\n    r = str(e)"),
    "sched": ("r = []\ns = m.scheduler(lambda: 5, lambda t: None)\ns.enterabs(2, 1, r.append, ('b',))\ns.enterabs(1, 1, r.append, ('a',))\ns.run()",),
    "threading": ("l = m.RLock()\ne = m.Event()\nwith l, m.Condition(), m.Semaphore():\n    r = [e.is_set(), e.wait(0.01), m.current_thread() is m.main_thread(), m.current_thread().name]",),
    "warnings": ("with m.catch_warnings(record=True) as w:\n    m.resetwarnings()\n    m.warn('a')\n    m.simplefilter('ignore', ImportWarning)\n    m.warn('b', DeprecationWarning)\n    m.warn('c', ImportWarning)\nr = [str(x.message) for x in w]",
                 "m.simplefilter('error')\ntry:\n    m.warn('x')\nexcept UserWarning as e:\n    r = str(e)"),
    "weakref": ("class A: pass\na = A()\nd = m.WeakKeyDictionary({a: 1})\nw = m.ref(a)\nr = [len(d), w() is a]\ndel a\nr += [len(d), w()]",),
    "argparse": ("p = m.ArgumentParser(prog='x', description='d')\np.add_argument('-n', type=int, default=3, help='how many (%(default)s)')\np.add_argument('f', nargs='*')\nr = [vars(p.parse_args(['-n', '5', 'a'])), p.format_help()]",
                 "import contextlib, io\no = io.StringIO()\ntry:\n    with contextlib.redirect_stderr(o):\n        m.ArgumentParser(prog='x').parse_args(['--no'])\nexcept SystemExit as e:\n    r = [e.code, o.getvalue()]"),
    "zlib": ("r = [m.decompress(m.compress(b'abc' * 99, 9)) == b'abc' * 99, m.crc32(b'a'), m.adler32(b'a')]", "c = m.compressobj(wbits=-15)\nr = m.decompress(c.compress(b'x') + c.flush(), -15).decode()"),
}  # fmt: skip

# Without an import of their own: what the language itself loads late.
LATE = (
    "r = '\\N{GREEK SMALL LETTER ALPHA}'.encode('ascii', 'namereplace').decode() + 'é'.encode('ascii', 'xmlcharrefreplace').decode()",
    "r = ['bücher.example'.encode('idna').decode(), 'ü'.encode('punycode').decode(), b'a=3D'.decode('unicode_escape'), 'é'.encode('utf-7').decode()]",
    "r = [f'{1234567.5:n}', f'{1234567:n}', format(2.5, 'n')]",
    "r = ['{:%Y}'.format(__import__('datetime').date(2024, 1, 1)), 'ß'.casefold(), 'ǆ'.title(), 'İ'.lower(), '٣'.isdecimal()]",
    "import warnings\nwith warnings.catch_warnings(record=True) as w:\n    warnings.simplefilter('always')\n    warnings.warn('old', DeprecationWarning)\n    r = [str(x.message) for x in w]",
    "try:\n    undefined_nam\nexcept NameError as e:\n    r = str(e)",
    "try:\n    [].appendd\nexcept AttributeError as e:\n    r = str(e)",
    "try:\n    import nothing_of_this_name\nexcept ImportError as e:\n    r = str(e)",
    "try:\n    b'\\xff'.decode()\nexcept UnicodeDecodeError as e:\n    r = str(e)",
    "try:\n    ''.encode('nothing')\nexcept LookupError as e:\n    r = str(e)",
    "async def f():\n    return 5\nc = f()\ntry:\n    c.send(None)\nexcept StopIteration as e:\n    r = e.value",
    "class A:\n    match = 1\n    __match_args__ = ('match',)\nmatch A():\n    case A(x):\n        r = x",
    "r = [hash(1.5), hash((1, 2)), int('٣'), float('１.5'), complex('1+2j').imag, round(2.675, 2), (10**60) // 7]",
    "r = sorted({'b': 1, 'a': 2}.items()) + [''.join(reversed('ab'))]",
)  # fmt: skip


def outside(code: str) -> Any:
    """What plain CPython gives."""
    names: dict[str, Any] = {"__name__": "__main__"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(code, "<body>", "exec", dont_inherit=True), names)
    return names["r"]


@pytest.fixture(scope="module", params=["full", "contained"])
def behind(request: pytest.FixtureRequest) -> Iterator[BodyRunner]:
    without = {"namespaces"} if request.param == "contained" else set()
    with BodyRunner(without=frozenset({"audit hook"} | without)) as runner:
        assert runner.confinement() in ("contained", request.param)
        yield runner


def inside(runner: BodyRunner, code: str) -> Any:
    done = runner.run(BodyRequest(code + "\nresult = [r]", (), {}, None, "s", "1"), LocalHost())
    assert done.failure is None, (code, done.failure, done.data)
    assert isinstance(done.data, list)
    return done.data[0]


def plain(value: Any) -> Any:
    """As it looks after a way through JSON."""
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return {str(key): plain(item) for key, item in value.items()} if isinstance(value, dict) else copy.copy(value)


def test_every_module_is_used() -> None:
    assert sorted(USES) == sorted(PURE_MODULES)


@pytest.mark.parametrize("name", PURE_MODULES)
def test_a_module_does_the_same_behind_the_wall(behind: BodyRunner, name: str) -> None:
    if name in _OTHER_NAMES and not versions.is_reference():
        pytest.skip(f"reference Python only: bodies see 3.11's {name}, this process its own")
    # Without modules: which parts of a package are attributes depends on what else was imported here.
    listed = "r = sorted(n for n in dir(m) if not n.startswith('_') and type(getattr(m, n)).__name__ != 'module')"
    attributes = f"import {name} as m\n{listed}\nfor n in r:\n    repr(getattr(m, n)), getattr(m, n).__doc__"
    expected = PURE_MODULES[name] if name in _OF_THE_LIBRARY else set(outside(attributes)) - _OF_A_TERMINAL
    assert set(inside(behind, attributes)) >= (expected or set())
    for use in USES[name]:
        code = f"import {name} as m\n{use}"
        assert inside(behind, code) == plain(outside(code)), code


@pytest.mark.parametrize("code", LATE)
def test_the_language_does_the_same_behind_the_wall(behind: BodyRunner, code: str) -> None:
    assert inside(behind, code) == plain(outside(code)), code


def test_every_encoding_is_there(behind: BodyRunner) -> None:
    names = sorted(m.name for m in pkgutil.iter_modules(encodings.__path__) if m.name not in _ELSEWHERE)
    code = (
        f"import codecs\nr = []\nfor name in {names!r}:\n"
        "    info = codecs.lookup(name)\n"
        "    sample = 'plain text' if info._is_text_encoding else b'plain text'\n"
        "    if name == 'rot_13':\n        sample = 'plain text'\n"
        "    try:\n        r.append([name, str(codecs.decode(codecs.encode(sample, name), name))])\n"
        "    except Exception as e:\n        r.append([name, type(e).__name__])\n"
        "    info.incrementaldecoder and info.incrementaldecoder(), info.streamreader\n"
    )
    there = inside(behind, code)
    assert there == plain(outside(code))
    assert len([entry for entry in there if entry[1] in ("plain text", "b'plain text'")]) > 100

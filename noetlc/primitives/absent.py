"""What programs for several versions of Python import where there is such a thing: names that CPython 3.11 surely lacks."""

from __future__ import annotations

MODULES = frozenset(
    """BaseHTTPServer ConfigParser Cookie HTMLParser Queue SocketServer StringIO Tkinter UserDict UserList UserString __builtin__ anydbm
    cPickle cStringIO commands cookielib copy_reg dummy_thread exceptions future_builtins htmlentitydefs httplib md5 sets sha thread
    urllib2 urlparse xmlrpclib""".split()
)
"""Modules of Python 2."""

MEMBERS = {
    module: frozenset(names.split())
    for module, names in {
        "base64": "decodestring encodestring z85decode z85encode",
        "calendar": "Day Month",
        "collections": "Awaitable AsyncGenerator AsyncIterable AsyncIterator ByteString Callable Collection Container Coroutine Generator "
        "Hashable ItemsView Iterable Iterator KeysView Mapping MappingView MutableMapping MutableSequence MutableSet Reversible Sequence "
        "Set Sized ValuesView",
        "copy": "replace",
        "fractions": "gcd",
        "functools": "Placeholder",
        "heapq": "heapify_max heappop_max heappush_max heappushpop_max heapreplace_max",
        "itertools": "batched ifilter ifilterfalse imap izip izip_longest",
        "math": "fma random sumprod",
        "operator": "div isCallable isMappingType isNumberType isSequenceType is_none is_not_none sequenceIncludes",
        "random": "binomialvariate jumpahead",
        "statistics": "kde kde_random",
        "string": "atof atoi join joinfields letters lower lowercase maketrans replace split strip upper uppercase",
        "sys": "_MEIPASS exc_clear frozen getcheckinterval maxint pypy_version_info real_prefix setcheckinterval subversion",
        "time": "clock",
        "types": "BooleanType ClassType DictType FileType FloatType InstanceType IntType ListType LongType StringType StringTypes "
        "TupleType UnicodeType get_original_bases",
        "typing": "NoDefault ReadOnly TypeAliasType TypeIs get_protocol_members is_protocol override",
        "urllib": "quote quote_plus unquote unquote_plus urlencode urlopen urlretrieve",
    }.items()
}
"""Module -> members of Python 2 or of versions after 3.11."""

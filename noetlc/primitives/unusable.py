"""What modules have in CPython 3.11 that bodies cannot use, by public names: any other name that a body cannot use is not there."""

from __future__ import annotations

MEMBERS: dict[str, frozenset[str]] = {
    module: frozenset(names.split())
    for module, names in {
        "abc": "get_cache_token update_abstractmethods",
        "array": "",
        "base64": "MAXBINSIZE MAXLINESIZE binascii bytes_types decode encode main re struct test",
        "binascii": "Incomplete a2b_qp a2b_uu b2a_qp b2a_uu",
        "bisect": "",
        "calendar": "EPOCH February January LocaleHTMLCalendar LocaleTextCalendar c datetime different_locale error format formatstring "
        "main mdays prweek repeat sys week",
        "cmath": "acos acosh asin asinh atan atanh infj nanj",
        "collections": "abc",
        "collections.abc": "AsyncGenerator AsyncIterable AsyncIterator Awaitable ByteString Coroutine",
        "contextlib": "AbstractAsyncContextManager AsyncContextDecorator AsyncExitStack GenericAlias MethodType abc aclosing "
        "asynccontextmanager chdir deque os sys wraps",
        "copy": "Error dispatch_table error",
        "csv": "StringIO re",
        "dataclasses": "FunctionType GenericAlias abc builtins copy functools inspect itertools keyword make_dataclass re sys types",
        "datetime": "datetime_CAPI sys",
        "decimal": "DecimalTuple",
        "difflib": "GenericAlias HtmlDiff",
        "enum": "CONFORM CONTINUOUS DynamicClassAttribute EJECT EnumCheck EnumMeta EnumType FlagBoundary KEEP MappingProxyType NAMED_FLAGS "
        "ReprEnum STRICT UNIQUE bin bltns global_enum global_enum_repr global_flag_repr global_str member nonmember pickle_by_enum_name "
        "pickle_by_global_name property reduce show_flag_values sys verify",
        "fnmatch": "functools os posixpath re",
        "fractions": "Decimal math numbers operator re sys",
        "functools": "GenericAlias RLock get_cache_token namedtuple recursive_repr",
        "graphlib": "GenericAlias",
        "heapq": "",
        "hmac": "HMAC digest_size trans_36 trans_5C",
        "html": "entities parser",
        "itertools": "",
        "json": "codecs decoder detect_encoding encoder scanner tool",
        "math": "",
        "numbers": "abstractmethod",
        "operator": "",
        "pprint": "re",
        "random": "BPF LOG4 NV_MAGICCONST RECIP_BPF SG_MAGICCONST SystemRandom TWOPI",
        "re": "DEBUG L LOCALE RegexFlag T TEMPLATE copyreg enum functools template",
        "secrets": "DEFAULT_ENTROPY SystemRandom base64 binascii",
        "shlex": "StringIO deque os re sys",
        "statistics": "Counter Decimal Fraction LinearRegression bisect_left bisect_right defaultdict erf exp fabs fsum groupby hypot log "
        "math mul namedtuple numbers random reduce repeat sqrt sys tau",
        "string": "",
        "struct": "",
        "textwrap": "re",
        "traceback": "FrameSummary StackSummary TracebackException clear_frames collections extract_stack extract_tb format_list "
        "format_stack itertools linecache print_last print_list print_stack suppress sys textwrap walk_stack walk_tb",
        "types": "AsyncGeneratorType CellType ClassMethodDescriptorType CoroutineType FrameType GenericAlias GetSetDescriptorType "
        "MemberDescriptorType TracebackType prepare_class",
        "unicodedata": "UCD name ucd_3_2_0",
        "urllib.parse": "DefragResult DefragResultBytes ParseResult ParseResultBytes ResultBase SplitResult SplitResultBytes clear_cache "
        "functools ipaddress namedtuple non_hierarchical re scheme_chars splitattr splithost splitnport splitpasswd splitport splitquery "
        "splittag splittype splituser splitvalue sys to_bytes types unwrap uses_fragment uses_netloc uses_params uses_query "
        "uses_relative warnings",
    }.items()
}
"""Of modules that are not here, or have other names on other machines, nobody says what they lack."""

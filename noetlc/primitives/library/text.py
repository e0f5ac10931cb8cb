"""Modules of text: `re`, `string`, `html`, `textwrap`, `urllib.parse`."""

from __future__ import annotations

import re
import string

from noetlc.layout import tags as t
from noetlc.primitives.model import Module

RE = Module(
    "re",
    native=True,
    closed=True,
    in_python=True,
    lacking="Match Pattern scanner",
    constants={name: int(getattr(re, name)) for name in "A ASCII I IGNORECASE M MULTILINE S DOTALL X VERBOSE U UNICODE NOFLAG".split()},
    tags={"Match": t.T_MATCH, "Pattern": t.T_PATTERN},
    abstract=("Match", "Pattern"),
    functions=r"""
compile(pattern, flags=0) -> val: re_compile
    a pattern >>> re.compile('a+').pattern
match(pattern, string, flags=0) -> val: re_match
    a match at the start, None if there is none >>> re.match('a+', 'aab').group()
fullmatch(pattern, string, flags=0) -> val: re_fullmatch
    a match of all of the text >>> re.fullmatch('a+', 'aab')
search(pattern, string, flags=0) -> val: re_search
    the first match anywhere >>> re.search('b', 'aab').start()
findall(pattern, string, flags=0) -> list: re_findall
    the texts of all matches, or of their groups >>> re.findall('[ab]', 'axB', re.I)
finditer(pattern, string, flags=0) -> val: re_finditer
    an iterator over all matches >>> [m.span() for m in re.finditer('a', 'aba')]
split(pattern, string, maxsplit=0, flags=0) -> list: re_split
    the parts between matches >>> re.split('[,;]', 'a,b;c')
sub(pattern, repl, string, count=0, flags=0) -> str: re_sub
    text with matches replaced >>> re.sub('a(.)', r'<\1>', 'abac')
subn(pattern, repl, string, count=0, flags=0) -> tuple: re_subn
    that text, and how many were replaced >>> re.subn('a', 'x', 'aba')
escape(pattern) -> str: re_escape_all
    a pattern that matches a text >>> re.escape('a.b')
purge() -> val: re_purge
    nothing >>> re.purge()
""",
    methods=r"""
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
""",
    attributes=r"""
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
Match.regs -> val: re_match_regs
    where all groups lie >>> re.match('(a)', 'ab').regs
""",
)

_LETTERS = "ascii_letters ascii_lowercase ascii_uppercase digits punctuation hexdigits octdigits whitespace printable"
STRING = Module("string", native=True, in_python=True, constants={name: getattr(string, name) for name in _LETTERS.split()})

HTML = Module(
    "html",
    native=True,
    in_python=True,
    functions=r"""
escape(s, quote=True) -> str: html_escape
    text with `&<>"'` as entities >>> html.escape('<a "b">')
unescape(s) -> str: html_unescape
    text with entities as characters >>> html.unescape('&lt;&#65;&eacute;')
""",
)

TEXTWRAP = Module(
    "textwrap",
    native=True,
    in_python=True,
    functions=r"""
dedent(text) -> str: wrap_dedent
    lines without the white space they all begin with >>> textwrap.dedent('  a\n    b')
indent(text, prefix, predicate=REFUSED) -> str: wrap_indent
    lines with a prefix >>> textwrap.indent('a\nb', '> ')
""",
)

URLLIB_PARSE = Module(
    "urllib.parse",
    native=True,
    in_python=True,
    tags={"SplitResult": t.T_URL},
    functions=r"""
quote(string, safe='/', encoding=REFUSED, errors=REFUSED) -> str: url_quote
    text percent-encoded >>> urllib.parse.quote('a b/é')
quote_plus(string, safe='', encoding=REFUSED, errors=REFUSED) -> str: url_quote_plus
    text percent-encoded, with `+` for a space >>> urllib.parse.quote_plus('a b/é')
unquote(string, encoding=REFUSED, errors=REFUSED) -> str: url_unquote
    and back >>> urllib.parse.unquote('a%20b')
unquote_plus(string, encoding=REFUSED, errors=REFUSED) -> str: url_unquote_plus
    and back >>> urllib.parse.unquote_plus('a+b')
unquote_to_bytes(string) -> val: url_unquote_to_bytes
    the bytes of percent-encoded text >>> urllib.parse.unquote_to_bytes('a%ff')
urlencode(query, doseq=False, safe='', encoding=REFUSED, errors=REFUSED, quote_via=REFUSED) -> str: url_encode
    a dict or pairs as query >>> urllib.parse.urlencode({'a': 1, 'b': 'x y'})
parse_qsl(qs, keep_blank_values=False, strict_parsing=False, encoding=REFUSED, errors=REFUSED, max_num_fields=REFUSED, separator='&') -> list: url_parse_qsl
    a query as pairs >>> urllib.parse.parse_qsl('a=1&a=2&b=')
parse_qs(qs, keep_blank_values=False, strict_parsing=False, encoding=REFUSED, errors=REFUSED, max_num_fields=REFUSED, separator='&') -> dict: url_parse_qs
    a query as dict of lists >>> urllib.parse.parse_qs('a=1&a=2')
urlsplit(url, scheme='', allow_fragments=True) -> val: url_split
    the five parts of a URL >>> urllib.parse.urlsplit('http://a/b?c#d')
urlparse(url, scheme='', allow_fragments=True) -> val: url_parse
    six parts of a URL >>> urllib.parse.urlparse('http://a/b;p?c#d')
urlunsplit(components) -> val: url_unsplit
    a URL of its five parts >>> urllib.parse.urlunsplit(('http', 'a', 'b', 'c', ''))
urlunparse(components) -> val: url_unparse
    a URL of its six parts >>> urllib.parse.urlunparse(('http', 'a', 'b', '', 'c', ''))
urljoin(base, url, allow_fragments=True) -> val: url_join
    a URL relative to another >>> urllib.parse.urljoin('http://a/b/c', '../d')
""",  # noqa: E501 - a row is a line
    methods=r"""
SplitResult.geturl() -> val: url_geturl
    the URL put together again >>> urllib.parse.urlsplit('HTTP://a/b').geturl()
SplitResult._asdict() -> val: url_asdict
    a dict of the parts >>> urllib.parse.urlsplit('http://a/b')._asdict()
SplitResult._replace(**kwargs) -> val: url_replace
    with other parts >>> urllib.parse.urlsplit('http://a/b?c=d')._replace(query='x=2').geturl()
""",
    attributes=r"""
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
""",
)

URLLIB = Module("urllib", native=True, pure="parse quote quote_plus unquote unquote_plus urlencode urlopen urlretrieve")  # some of Python 2

MODULES = (RE, STRING, HTML, TEXTWRAP, URLLIB, URLLIB_PARSE)

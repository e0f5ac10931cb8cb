"""Filters, tests, functions and methods of the template language, a row each.

The value a filter, test or method applies to comes before its parameters. An annotation is a further keyword for a parameter, the one that
jinja2 has. Rows without a runtime function are lowered in place. What a filter gives:

    text    a string                  list    a list of the input's items or of arguments
    number  a number or bool          lists   a list of new lists of them
    plain   nothing undefined in it   any     anything else
    item    one of the input's items or arguments

A runtime function of a test answers a condition (i32), or a bool value if it may raise (`!`).
"""

from __future__ import annotations

from noetlc.primitives.model import Primitive
from noetlc.primitives.signatures import parse_rows

FILTERS: dict[str, Primitive] = parse_rows(r"""
abs() -> number!: t_abs
    magnitude of a number >>> -5 | abs
attr(name) -> item: t_item
    look-up of the name >>> {'a': 1} | attr('a')
b64decode() -> text!: t_b64decode
    the UTF-8 text behind padded base64 >>> 'aGk=' | b64decode
b64encode() -> text: t_b64encode
    base64 of the UTF-8 text >>> 'hé' | b64encode
batch(n: linecount, fill: fill_with = None) -> lists!: t_batch
    as jinja2: lists of n items, the last one filled up >>> [1, 2, 3] | batch(2, 0)
bool() -> number: t_bool
    truth of 6.5, as a bool >>> [] | bool
capitalize() -> text: t_capitalize
    as jinja2: the first character upper case, the rest lower >>> 'hELLO' | capitalize
center(width=80) -> text!: t_center
    as jinja2: the text between spaces >>> 'ab' | center(6)
default|d(v: default_value = '', falsy: boolean = False) -> item: t_default_if
    v for undefined and null, with `falsy` for everything false >>> none | default('x')
dictsort(case_sensitive=False, by='key', reverse=False) -> lists!: t_dictsort
    as jinja2: the pairs of a map, sorted by `'key'` or `'value'` >>> {'b': 1, 'A': 2} | dictsort
escape|e() -> text: t_escape
    as jinja2: the text with `&<>'"` as HTML entities >>> '<a>' | e
filesizeformat(binary=False) -> text!: t_filesizeformat
    as jinja2: a number of bytes with its unit >>> 1350 | filesizeformat
first() -> item!: t_first
    an item, character or key; undefined if there is none >>> [3, 1] | first
float(v: default = 0.0) -> item: t_filter_float
    the number, or the number in a trimmed text, else v >>> ' 1e3 ' | float
format(*args, **kwargs) -> text!:
    as jinja2: `%` formatting, with positional or keyword values >>> '%s-%d' | format('a', 7)
fromjson() -> plain!: t_fromjson
    JSON text to value; null for undefined and null >>> '[1, {}]' | fromjson
get(k: key) -> item: t_get
    look-up in a map >>> {'a': 1} | get('a')
groupby(attribute, default=..., case_sensitive=False) -> any!: t_groupby
    list of `[key, items]`, also `.grouper` and `.list` >>> [{'a': 1}, {'a': 2}] | groupby('a')
indent(width=4, first=False, blank=False) -> text!: t_indent
    as jinja2: lines after the first moved right, by a number of spaces or a text >>> 'a\nb' | indent(2)
int(v: default = 0) -> item: t_filter_int
    the number, or the number in a trimmed text, cut toward zero, else v >>> '12.7' | int
items() -> lists!: t_items
    the pairs of a map, as lists >>> {'a': 1} | items
join(sep: d = '', attribute=None) -> text!: t_join
    texts of items joined >>> [1, 'b'] | join('-')
keys() -> list!: t_keys
    the keys of a map >>> {'a': 1} | keys
last() -> item!: t_last
    an item, character or key; undefined if there is none >>> [3, 1] | last
length|count|len() -> number!: t_length
    code points, items or keys; 0 for undefined and null >>> 'héllo' | length
lines() -> list: t_lines
    Python's `splitlines` >>> 'a\nb' | lines
list() -> list!: t_iterate
    list of items, characters or keys >>> 'ab' | list
lower() -> text: t_lower
    text with Unicode case mapping >>> 'ÄB' | lower
map(*args, attribute=..., default=..., **kwargs) -> any!:
    `map(attribute='a.b', default=v)`, `map('filter', …)`: attribute or filter of each item >>> ['a', 'b'] | map('upper')
max() -> item!: t_max
    the greatest by the order of 6.5, undefined if empty >>> [3, 1] | max
min() -> item!: t_min
    the least by the order of 6.5, undefined if empty >>> [3, 1] | min
reject(*args) -> list!:
    items that fail a test, default is truth >>> [1, 2, 3] | reject('odd')
rejectattr(attribute, /, *args) -> list!:
    items whose attribute fails a test, default is truth >>> [{'a': 1}, {'a': 2}] | rejectattr('a', 'odd')
replace(old, new) -> text: t_filter_replace
    text with every `old` replaced >>> 'aba' | replace('a', 'x')
reverse() -> list!: t_reverse
    a list or text backwards >>> [3, 1] | reverse
round(p: precision = 0) -> number!: t_round
    ints unchanged for p ≥ 0; floats rounded half away from zero, as a float >>> 2.675 | round(2)
safe() -> item:
    the value itself >>> '<a>' | safe
select(*args) -> list!:
    items that pass a test, default is truth >>> [1, 2, 3] | select('gt', 1)
selectattr(attribute, /, *args) -> list!:
    items whose attribute passes a test, default is truth >>> [{'a': 1}, {'a': 2}] | selectattr('a', 'eq', 2)
slice(n: slices, fill: fill_with = None) -> lists!: t_slices
    as jinja2: n lists of about equal length >>> [1, 2, 3] | slice(2, 0)
sort(reverse=False, case_sensitive=False, attribute=None) -> list!: t_sort
    stable, by the order of 6.5, strings lower-cased unless case-sensitive >>> ['b', 'A'] | sort
split(sep=' ') -> list!: t_filter_split
    the parts of a text, empty ones kept >>> 'a,,b' | split(',')
string() -> text: t_text
    the value printed >>> [1] | string
striptags() -> text: t_striptags
    as jinja2: text without markup >>> '<b>Hi</b> &amp;' | striptags
sum(attribute=None, start=0) -> number!: t_sum
    sum of numbers, and of `start` >>> [1, 2.5] | sum(start=10)
title() -> text: t_title
    as jinja2: every word capitalized >>> 'hello big-world' | title
tojson() -> text!: t_tojson
    canonical JSON text >>> {'b': 1.0, 'a': none} | tojson
trim() -> text: t_filter_trim
    text without Python's white space around >>> ' a ' | trim
truncate(length=255, killwords=False, end='...', leeway=5) -> text!: t_truncate
    as jinja2: at most so many characters >>> 'hello big world' | truncate(9, leeway=0)
unique(case_sensitive=False, attribute=None) -> list!: t_unique
    the first of equal items, strings lower-cased unless case-sensitive >>> ['a', 'A', 'b'] | unique
upper() -> text: t_upper
    text with Unicode case mapping >>> 'straße' | upper
urlencode() -> text!: t_urlencode
    as jinja2: a text percent-encoded, or the query of a map or of pairs >>> {'a b': 'c/d'} | urlencode
values() -> list!: t_values
    the values of a map >>> {'a': 1} | values
wordcount() -> number: t_wordcount
    as jinja2: how many words >>> 'to be or' | wordcount
wordwrap(width=79, break_long_words=True, wrapstring='\n', break_on_hyphens=True) -> text!: t_wordwrap
    as jinja2: lines of at most so many characters >>> 'foo bar-baz' | wordwrap(5)
""")

TESTS: dict[str, Primitive] = parse_rows(r"""
boolean() -> bool: t_is_bool
    true or false >>> true is boolean
defined() -> bool:
    not undefined; null is defined >>> none is defined
divisibleby(n, /) -> bool!: t_divisible
    without remainder >>> 9 is divisibleby(3)
endingwith(other, /) -> bool: t_ending
    the text ends with a text >>> 'abc' is endingwith('bc')
eq|equalto|==(other, /) -> bool:
    `==` of 6.5 >>> 1 is eq(1.0)
escaped() -> bool:
    false >>> 'a' is escaped
even() -> bool: t_is_even
    an even int >>> 4 is even
false() -> bool:
    the value false >>> 0 is false
filter() -> bool:
    the name of a filter >>> 'upper' is filter
float() -> bool: t_is_float
    a float >>> 1.0 is float
ge|>=(other, /) -> bool:
    `>=` of 6.5 >>> 2 is ge(2)
gt|>(other, /) -> bool:
    `>` of 6.5 >>> 'b' is gt('a')
in(other, /) -> bool!: t_in
    `in` of 6.5 >>> 'a' is in(['a'])
integer() -> bool: t_is_int
    an int, no bool >>> true is integer
iterable() -> bool: t_is_iterable
    a string, list or map >>> 'ab' is iterable
le|<=(other, /) -> bool:
    `<=` of 6.5 >>> none is le(1)
lower() -> bool: t_is_lower
    Python's `islower` of the text >>> 'ab' is lower
lt|<(other, /) -> bool:
    `<` of 6.5 >>> 1 is lt('a')
mapping() -> bool: t_is_map
    a map >>> {} is mapping
ne|!=(other, /) -> bool:
    `!=` of 6.5 >>> 1 is ne(true)
none() -> bool:
    null >>> none is none
number() -> bool: t_is_real
    an int or float, no bool >>> 1.5 is number
odd() -> bool: t_is_odd
    an odd int >>> 3 is odd
safe() -> bool:
    false >>> 'a' is safe
sameas(other, /) -> bool: t_same
    of the same kind and equal; int and float are different kinds >>> 1 is sameas(1.0)
sequence() -> bool: t_is_list
    a list >>> [] is sequence
startingwith(other, /) -> bool: t_starting
    the text begins with a text >>> 'abc' is startingwith('ab')
string() -> bool: t_is_string
    a string >>> '' is string
test() -> bool:
    the name of a test >>> 'odd' is test
true() -> bool:
    the value true >>> 1 is true
undefined() -> bool:
    not defined >>> {}.a is undefined
upper() -> bool: t_is_upper
    Python's `isupper` of the text >>> 'AB' is upper
""")

FUNCTIONS: dict[str, Primitive] = parse_rows(r"""
dict(**kwargs) -> any!:
    a map of the keyword arguments >>> dict(a=1)
namespace(**kwargs) -> any!:
    the same, whose items `set` can change >>> namespace(a=1).a
range(start, stop=..., step=..., /) -> list!:
    list of ints >>> range(5, 0, -2)
""")

METHODS: dict[str, Primitive] = parse_rows(r"""
endswith(suffix, /) -> bool!: t_m_endswith
    whether a string ends with one, or with one of a list >>> 'abc'.endswith('bc')
get(k, d=None, /) -> item!: t_m_get
    the value of a key, else d >>> {'a': 1}.get('b', 2)
items() -> lists!: t_m_items
    the pairs of a map, as lists >>> {'a': 1}.items()
keys() -> list!: t_m_keys
    the keys of a map >>> {'a': 1}.keys()
lower() -> text!: t_m_lower
    the string with Unicode case mapping >>> 'ÄB'.lower()
replace(old, new, /) -> text!: t_m_replace
    the string with every `old` replaced >>> 'aba'.replace('a', 'x')
split(sep=None, /) -> list!: t_m_split
    the parts of a string, by default around white space >>> ' a  b '.split()
startswith(prefix, /) -> bool!: t_m_startswith
    whether a string begins with one, or with one of a list >>> 'abc'.startswith(['x', 'ab'])
strip(chars=None, /) -> text!: t_m_strip
    the string without white space, or these characters, around it >>> 'xax'.strip('x')
upper() -> text!: t_m_upper
    the string with Unicode case mapping >>> 'straße'.upper()
values() -> list!: t_m_values
    the values of a map >>> {'a': 1}.values()
""")

LOOP_METHODS: dict[str, Primitive] = parse_rows(r"""
changed(*values) -> number:
    whether the values differ from those of the round before
cycle(value, /, *values) -> item:
    one of the values, in turn
""")
"""Methods of `loop` inside a `for`."""

"""Values of built-in types: operators, methods, conversions and their errors, one expression each."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bodies import expression_differences

NUMBERS = """
7 // 2
-7 // 2
7 // -2
7 % -3
-7 % 3
7.5 // 2
-7.5 % 2
7 / 2
1 / 3
2 ** 10
2 ** -1
(-2) ** 3
(-8) ** 2
0 ** 0
0.0 ** 0
2 ** 0.5
(-1) ** 2.0
10 // 0
10 % 0
10 / 0
10.0 / 0
10.0 // 0
10.0 % 0
0 ** -1
0.0 ** -1
divmod(7, 2)
divmod(-7, 2)
divmod(7.5, 2)
divmod(7, 0)
divmod(7.0, 0)
True + True
True * 3
-True
~5
~True
+True
+(-3)
abs(-3)
abs(-3.5)
abs(True)
1 == 1.0
1 == True
0.1 + 0.2
1e16
1e15
123456789012345678.0
1e-5
0.0001
1e22
1e100
-0.0
float('inf')
float('-inf')
float('nan')
float('nan') == float('nan')
float('inf') - float('inf')
1 << 3
1 << -1
256 >> 4
-1 >> 10
1 >> 100
5 & 3
5 | 3
5 ^ 3
True & False
True | 2
True ^ True
5 & 1.0
1.5 << 2
'a' << 1
1 + 'a'
'a' + 1
1 - 'a'
[] - []
{} + {}
None + 1
'a' * 3
3 * 'a'
'a' * -1
'a' * 1.5
[1] * 2
2 * [1]
(1,) * 2
'a' - 'b'
'a' / 2
-'a'
+[]
~1.5
1 < 2 < 3
1 < 3 < 2
3 > 2 > 1
1 < 'a'
'a' < 1
[] < {}
None < 1
None < None
[1, 2] < [1, 3]
[1] < [1, 2]
(1, 'a') < (1, 2)
(1, 'a') < (2, 2)
[1, None] < [1, 2]
{1} < {1, 2}
{1, 2} <= {1, 2}
{} < {}
'a' < 'b'
'Z' < 'a'
'é' > 'z'
1 is None
None is None
1 == '1'
[] == ()
(1,) == [1]
{} == []
{'a': 1} == {'a': 1.0}
1 in [1.0]
'a' in 'abc'
1 in 'abc'
1 in 5
1 in {1: 2}
[] in {1: 2}
[] in {1}
round(2.5)
round(3.5)
round(-2.5)
round(2.675, 2)
round(1234.5678, -2)
round(1234, -2)
round(1250, -2)
round(1350, -2)
round(5, 2)
round(2.5, None)
round('a')
round(1.5, 'a')
round(float('nan'))
round(float('inf'))
round(1e300, 2)
round(0.5)
round(1.005, 2)
round(True)
int('12')
int(' 12 ')
int('-12')
int('+12')
int('1_000')
int('1__0')
int('_1')
int('')
int('abc')
int('1.5')
int(1.9)
int(-1.9)
int('ff', 16)
int('0xff', 16)
int('0xff', 0)
int('0b11', 0)
int('0o17', 0)
int('017', 0)
int('z', 36)
int('12', 2)
int('12', 1)
int('12', 37)
int(12, 10)
int(None)
int([])
int(float('nan'))
int(float('inf'))
int(True)
int()
int('٣')
int(b'12')
float('1.5')
float(' 1.5 ')
float('1e3')
float('.5')
float('5.')
float('1_0.5')
float('')
float('abc')
float('infinity')
float('-Infinity')
float('NaN')
float(None)
float([])
float()
float(True)
float('1e400')
float('1e-400')
bool('')
bool('0')
bool([])
bool([0])
bool(0.0)
bool(None)
bool()
str(1.0)
str(True)
str(None)
str([1, 'a', None])
str()
str(1e16)
repr(0.1)
repr(1e-7)
repr('it\\'s')
repr("it's \\"q\\"")
repr('a\\nb\\t\\\\')
repr('\\x00\\x7f')
repr('é')
repr('\\u200b')
ascii('é')
ascii('😀')
hex(255)
hex(-255)
oct(8)
bin(5)
bin(-5)
hex(1.5)
hex('a')
chr(97)
chr(8364)
chr(-1)
chr(1114112)
chr('a')
ord('a')
ord('ab')
ord('')
ord(1)
pow(2, 3)
pow(2, 10, 1000)
pow(2, -1, 7)
pow(2, -1, 4)
pow(2, 3, 0)
pow(2.0, 3, 5)
pow('a', 2)
min(1, 2)
min([3, 1, 2])
min([])
min([], default=5)
min('b', 'a')
min(1, 'a')
min(1)
min()
max('abc')
max([1, 2.0, True])
max([1, 1.0])
max([1.0, 1])
max([], default=None)
max({'a': 1, 'b': 2})
sum([1, 2, 3])
sum([1.5, 2])
sum([], 5)
sum([[1], [2]], [])
sum(['a'])
sum(['a'], '')
sum(1)
sum([1, 'a'])
sum([0.1] * 3)
sum((1, 2), start=10)
len('é')
len(5)
len(None)
len({1: 2})
len(range(10))
hash(1) == hash(1.0) == hash(True)
hash([])
hash({})
hash((1, []))
hash(None) == hash(None)
hash('a') == hash('a')
hash((1, 2))
hash(2.5)
hash(-1)
hash(2**61 - 1)
hash(float('inf'))
isinstance(True, int)
isinstance(1, bool)
isinstance(1, (str, int))
isinstance(1, (str, (float, int)))
isinstance('a', str)
isinstance([], (dict, tuple))
isinstance(1, 'int')
isinstance(None, type(None))
issubclass(bool, int)
issubclass(KeyError, LookupError)
issubclass(1, int)
type(1)
type(1).__name__
type('a') is str
type(None)
type([]) == list
type(ValueError('a'))
type(type)
type(lambda: 1)
callable(len)
callable(1)
callable(str)
(5).bit_length()
(-5).bit_length()
(255).to_bytes(2, 'big')
(255).to_bytes(2, 'little')
(-1).to_bytes(2, 'big', signed=True)
(-1).to_bytes(2, 'big')
(70000).to_bytes(2, 'big')
int.from_bytes(b'\\x01\\x00', 'big')
int.from_bytes(b'\\xff', 'big', signed=True)
(1.5).is_integer()
(2.0).is_integer()
(0.5).as_integer_ratio()
(1.5).hex()
float.fromhex('0x1.8p+0')
(5).real
(5).imag
(5).numerator
(5).denominator
(2.5).real
(3).bit_count()
1_000_000
0xff
0b101
0o17
1e3
.5
"""

STRINGS = """
'abc'[0]
'abc'[-1]
'abc'[3]
'abc'[-4]
'abc'['a']
'abc'[1.0]
'abc'[1:]
'abc'[:-1]
'abc'[::-1]
'abcdef'[1:5:2]
'abcdef'[5:1:-2]
'abc'[::0]
'abc'['a':]
'abc'[10:]
'abc'[-10:2]
'abc'.upper()
'ABC'.lower()
'straße'.upper()
'straße'.casefold()
'hello world'.title()
"they're bill's".title()
'hELLO'.capitalize()
'Hello'.swapcase()
'abc'.center(9)
'abc'.center(8, '*')
'abc'.center(2)
'abc'.center(9, 'xx')
'abc'.ljust(6, '.')
'abc'.rjust(6, '.')
'42'.zfill(5)
'-42'.zfill(5)
'+42'.zfill(2)
'abc'.find('c')
'abc'.find('z')
'abc'.find('')
'abc'.find('c', 1, 2)
'abcabc'.rfind('b')
'abc'.index('z')
'abc'.rindex('z')
'abcabc'.count('bc')
'aaa'.count('aa')
'abc'.count('')
'a,b,c'.split(',')
'a,b,c'.split(',', 1)
' a  b '.split()
' a  b  c '.split(None, 1)
'abc'.split('')
''.split()
''.split(',')
'a,b,c'.rsplit(',', 1)
' a b c '.rsplit(None, 1)
'a\\nb\\r\\nc'.splitlines()
'a\\nb\\n'.splitlines(True)
'a\\x0bb\\x1cc'.splitlines()
'abc'.split(1)
'a-b-c'.partition('-')
'abc'.partition('-')
'a-b-c'.rpartition('-')
'abc'.rpartition('-')
'abc'.partition('')
','.join(['a', 'b'])
','.join([])
','.join('abc')
','.join([1, 2])
','.join(['a', 1])
','.join(5)
'  abc  '.strip()
'xxabcxx'.strip('x')
'abcab'.rstrip('ab')
'abcab'.lstrip('ba')
'abc'.strip(1)
'abc'.startswith('a')
'abc'.startswith(('x', 'a'))
'abc'.startswith('b', 1)
'abc'.startswith(1)
'abc'.startswith(['a'])
'abc'.endswith('c')
'abc'.endswith(('b', 'c'))
'abc'.endswith('b', 0, 2)
'abcabc'.replace('b', 'X')
'abcabc'.replace('b', 'X', 1)
'abc'.replace('', '-')
'abc'.replace('', '-', 2)
'abc'.replace('a')
'abc'.replace(1, 2)
'abc'.isalpha()
''.isalpha()
'ab1'.isalnum()
'12'.isdigit()
'²'.isdigit()
'²'.isdecimal()
'½'.isnumeric()
'12.5'.isnumeric()
' \\t'.isspace()
'ABC'.isupper()
'abc1'.islower()
'Abc Def'.istitle()
'a_b1'.isidentifier()
'1a'.isidentifier()
'abc'.isprintable()
'a\\n'.isprintable()
'abc'.isascii()
'é'.isascii()
'a\\tb'.expandtabs()
'a\\tb'.expandtabs(4)
'abc'.encode()
'é'.encode('utf-8')
'é'.encode('latin-1')
'é'.encode('ascii')
'é'.encode('ascii', 'ignore')
'é'.encode('ascii', 'replace')
'é'.encode('nope')
'abc'.removeprefix('a')
'abc'.removesuffix('c')
'abc'.removeprefix('x')
'abc'.translate({97: 'X', 98: None})
'abc'.translate(str.maketrans('ab', 'xy'))
'abc'.translate(str.maketrans('ab', 'xy', 'c'))
str.maketrans({'a': 1})
str.maketrans('ab', 'x')
'abc'.nope()
'abc'.nope
'abc' 'def'
'a' in 'abc'
'' in ''
'abc' * 0
'%s' % 'a'
'%d' % 5
'%d' % 5.9
'%d' % 'a'
'%s %s' % ('a', 1)
'%s' % (1, 2)
'%s %s' % 'a'
'%5d|%-5d|%05d' % (1, 2, 3)
'%+d % d' % (1, 2)
'%x %X %o' % (255, 255, 8)
'%#x %#o' % (255, 8)
'%.2f' % 3.14159
'%10.3f|' % 3.14159
'%e' % 12345.678
'%g' % 0.00001
'%g' % 123456789
'%c%c' % (97, 'b')
'%c' % 'ab'
'%r %a' % ('é', 'é')
'%%'  % ()
'%(a)s-%(b)d' % {'a': 1, 'b': 2}
'%(a)s' % {'b': 1}
'%(a)s' % 1
'%*d' % (5, 1)
'%.*f' % (2, 1.239)
'%z' % 1
'%' % 1
'%5s|%-5s|%.1s' % ('a', 'b', 'cd')
'%i' % True
'%s' % None
'%s' % [1]
'%f' % 'a'
'%x' % 1.5
'{}'.format(1)
'{} {}'.format(1, 2)
'{1} {0}'.format(1, 2)
'{a}'.format(a=1)
'{0[a]}'.format({'a': 1})
'{0[0]}'.format([7])
'{a[b]}'.format(a={'b': 2})
'{!r}'.format('a')
'{!s:>5}'.format('a')
'{:>{w}}'.format('a', w=4)
'{:{}}'.format('a', 3)
'{'.format()
'}'.format()
'{{}}'.format()
'{} {0}'.format(1)
'{0} {}'.format(1)
'{}'.format()
'{a}'.format()
'{5}'.format(1)
'{0.nope}'.format(1)
'{0[5]}'.format([1])
'{!x}'.format(1)
'{:d}'.format('a')
'{:s}'.format(1)
'{:,}'.format(1234567)
'{:_}'.format(1234567)
'{:.2%}'.format(0.12345)
'{:+}'.format(3)
'{:08.3f}'.format(3.14159)
'{:^10}|'.format('ab')
'{:*<6}'.format(12)
'{:#x}'.format(255)
'{:#010b}'.format(5)
'{:e}'.format(1234.5)
'{:g}'.format(1e10)
'{:n}'.format(1234)
'{:c}'.format(97)
'{:.3s}'.format('abcdef')
'{:=+8}'.format(5)
'{:=8}'.format('a')
'{:,.2f}'.format(1234567.891)
'{:>10,}'.format(12345)
'{:x}'.format(1.5)
'{:.2}'.format(123.456)
'{:}'.format([1])
'{:5}'.format([1])
'{:5}'.format(None)
'{:>5}'.format(True)
'{:d}'.format(True)
'{:%}'.format(1)
'{:f}'.format(1)
'{:.0f}'.format(2.5)
'{:.0f}'.format(0.5)
'{:#.0f}'.format(1.0)
'{:10.3e}|'.format(12345.6789)
'{:G}'.format(1e-10)
'{:,d}'.format(-1234567)
'{:,}'.format('a')
'{:.2d}'.format(1)
'{:zz}'.format(1)
'{:10d}'.format(1.5)
'{:-}'.format(-1)
'{: }'.format(1)
'{:0>5}'.format('ab')
'{:05}'.format('ab')
'{:05}'.format(-3)
'{:_x}'.format(1048575)
'{:_b}'.format(255)
'{:,x}'.format(255)
format(3.14159, '.2f')
format('a', '>3')
format(5)
format(5, 5)
format(None, '5')
format([1, 2], '')
f'{1 + 1}'
f'{"a"!r}'
f'{3.14159:.2f}'
x = 5; f'{x=}'
x = 5; f'{x = }'
x = 'a'; f'{x!r:>5}'
x = 'a'; f'{x=!s}'
x = 3.14159; f'{x=:.2f}'
w = 6; f'{"a":>{w}}'
w = 6; p = 2; f'{3.14159:{w}.{p}f}'
f'{{}}'
f'{1:{"5"}}'
f'{[1, 2]}'
f'{{"a": 1}}'
f'{None:5}'
f'{"a":d}'
f'{1,}'
f'a{"b"}c' 'd'
'abc' == "abc"
'\\N{BULLET}'
'\\x41\\u0041\\101'
r'\\n'
b'abc'[0]
b'abc'[1:]
b'abc' + b'd'
b'abc' + 'd'
'd' + b'abc'
b'a' in b'abc'
97 in b'abc'
'a' in b'abc'
b'abc'.decode()
b'\\xff'.decode()
b'\\xff'.decode('latin-1')
b'\\xff'.decode('utf-8', 'replace')
b'\\xff'.decode('utf-8', 'ignore')
b'abc'.hex()
bytes.fromhex('6162')
bytes.fromhex('6')
bytes(3)
bytes([1, 2, 300])
bytes('é', 'utf-8')
bytes('a')
bytes(-1)
list(b'ab')
b'a,b'.split(b',')
b'abc'.upper()
b'abc'.replace(b'a', b'x')
b'abc'.startswith(b'a')
b','.join([b'a', b'b'])
b','.join(['a'])
b"it's"
b'\\x00\\n"'
b'abc' == 'abc'
b'abc' < b'abd'
b'abc'.find(b'c')
b' a '.strip()
repr(b'\\'"')
"""

CONTAINERS = """
[1, 2, 3][1]
[1, 2, 3][-1]
[1][1]
[1][-2]
[1]['a']
[1][1.0]
[1][True]
[1][None]
[1, 2, 3][1:]
[1, 2, 3][::-1]
[1, 2, 3][::0]
[1, 2, 3][5:]
a = [1, 2, 3]; a[0] = 9; a
a = [1, 2, 3]; a[5] = 9; a
a = [1, 2, 3]; a['x'] = 9; a
a = [1, 2, 3]; a[1:2] = [7, 8, 9]; a
a = [1, 2, 3]; a[1:] = []; a
a = [1, 2, 3]; a[1:1] = 'xy'; a
a = [1, 2, 3]; a[::2] = [7, 8]; a
a = [1, 2, 3]; a[::2] = [7]; a
a = [1, 2, 3]; a[1:2] = 5; a
a = [1, 2, 3]; a[::2] = 5; a
a = [1, 2, 3, 4]; del a[0]; a
a = [1, 2, 3, 4]; del a[1:3]; a
a = [1, 2, 3, 4]; del a[::2]; a
a = [1]; del a[5]; a
a = [1]; del a['x']; a
a = (1, 2); a[0] = 5; a
a = 'ab'; a[0] = 'x'; a
a = (1, 2); del a[0]; a
a = {1: 2}; del a[5]; a
a = 5; a[0] = 1; a
a = 5; a[0]
a = None; a['x']
a = 5; del a[0]; a
a = [1]; a.append(2); a
a = [1]; a.append(2)
a = [1]; a.append(); a
a = [1]; a.append(1, 2); a
a = [1]; a.extend('ab'); a
a = [1]; a.extend(5); a
a = [1]; a += (2, 3); a
a = [1]; a += 5; a
a = [1]; a = a + (2,); a
a = [1]; a *= 3; a
a = [1, 2]; a.insert(1, 9); a
a = [1, 2]; a.insert(-1, 9); a
a = [1, 2]; a.insert(100, 9); a
a = [1, 2]; a.insert('a', 9); a
a = [1, 2, 1]; a.remove(1); a
a = [1, 2]; a.remove(5); a
a = [1, 2]; [a.pop(), a]
a = [1, 2]; [a.pop(0), a]
a = [1, 2]; a.pop(5)
[].pop()
[].pop(0)
[1].pop('a')
a = [1, 2]; a.clear(); a
[1, 2, 1].index(1)
[1, 2, 1].index(1, 1)
[1, 2].index(5)
[1, 2, 1].count(1)
a = [3, 1, 2]; a.sort(); a
a = [3, 1, 2]; a.sort(reverse=True); a
a = ['b', 'A']; a.sort(key=str.lower); a
a = ['bb', 'a', 'cc']; a.sort(key=len, reverse=True); a
a = [1, 'a']; a.sort(); a
a = [3, 1]; a.sort(1); a
a = [1, 2, 3]; a.reverse(); a
a = [1, 2]; b = a.copy(); b.append(3); [a, b]
sorted([3, 1, 2], reverse=True)
sorted('bca')
sorted({'b': 1, 'a': 2})
sorted([(1, 'b'), (1, 'a'), (0, 'c')])
sorted([(1, 'b'), (1, 'a'), (0, 'c')], key=lambda t: t[0])
sorted([(1, 'b'), (1, 'a'), (0, 'c')], key=lambda t: t[0], reverse=True)
sorted([1, None])
sorted(5)
sorted([1], 2)
sorted(['10', '9', '1'], key=int)
sorted([1, 2], key=None)
sorted([1, 2], key=5)
sorted([0.5, 1, True, 0])
list('abc')
list(range(3))
list({'a': 1})
list(5)
list()
list((1, 2))
tuple([1, 2])
tuple('ab')
()
(1,)
(1, 2).index(2)
(1, 2).index(5)
(1, 1).count(1)
(1, 2) + (3,)
(1, 2) + [3]
(1, 2)[0]
(1, 2)[5]
(1, 2)['a']
(1, 2) == (1, 2.0)
(1, 2).append(3)
{'a': 1}['a']
{'a': 1}['b']
{1: 'x'}[1.0]
{1: 'x'}[True]
{(1, 2): 3}[(1, 2)]
{'a': 1}[[]]
{[]: 1}
{{}: 1}
{'a': 1}.get('b')
{'a': 1}.get('b', 5)
{'a': 1}.get([])
{'a': 1}.get()
{'a': 1}.pop('a')
{'a': 1}.pop('b')
{'a': 1}.pop('b', None)
{}.popitem()
a = {'a': 1, 'b': 2}; [a.popitem(), a]
a = {}; a.setdefault('k', []).append(1); a
a = {'k': 1}; a.setdefault('k', 2)
a = {'a': 1}; a.update({'b': 2}); a
a = {'a': 1}; a.update(b=2, c=3); a
a = {'a': 1}; a.update([('b', 2)]); a
a = {'a': 1}; a.update(5); a
a = {'a': 1}; a.update([1]); a
a = {'a': 1}; a.update(['ab']); a
a = {'a': 1}; a.update([(1, 2, 3)]); a
{'a': 1} | {'b': 2}
{'a': 1} | [1]
a = {'a': 1}; a |= {'b': 2}; a
a = {'a': 1}; a |= [('c', 3)]; a
{**{'a': 1}, 'b': 2}
{**{'a': 1}, **{'a': 2}}
{**5}
{'a': 1, 'a': 2}
{1: 'a', 1.0: 'b', True: 'c'}
dict(a=1, b=2)
dict([('a', 1)])
dict([('a', 1)], b=2)
dict({'a': 1}, a=2)
dict(5)
dict([1, 2])
dict(['ab', 'cd'])
dict.fromkeys('ab')
dict.fromkeys(['a'], 0)
{'a': 1}.keys()
{'a': 1}.values()
{'a': 1}.items()
list({'a': 1}.items())
{'a': 1, 'b': 2}.keys() & {'a'}
sorted({'a': 1}.keys() | {'b'})
{'a': 1}.items() & {('a', 1)}
{'a': 1}.keys() == {'a'}
'a' in {'a': 1}.keys()
('a', 1) in {'a': 1}.items()
1 in {'a': 1}.values()
list(reversed({'a': 1, 'b': 2}))
len({'a': 1}.items())
{'a': 1}.copy()
{'a': {'b': [1]}}['a']['b'][0]
{'a': 1} == {'a': 1}
{'a': 1, 'b': 2} == {'b': 2, 'a': 1}
{'a': 1}.a
{'a': 1}.nope()
a = {}; a[None] = 1; a[1.5] = 2; a[(1, 2)] = 3; a
a = {}; a[[]] = 1; a
{1, 2, 3}
{3, 1, 2}
set()
{1, 1.0, True}
set('aab') == {'a', 'b'}
set(5)
set([[]])
{1, 2} | {3}
{1, 2} & {2, 3}
{1, 2} - {2}
{1, 2} ^ {2, 3}
{1} | [2]
{1} + {2}
{1}.union([2], (3,))
{1, 2}.intersection([2])
{1, 2}.difference([2])
{1, 2}.symmetric_difference([2, 3])
{1}.issubset([1, 2])
{1, 2}.issuperset([1])
{1}.isdisjoint([2])
a = {1}; a.add(2); a
a = {1}; a.add([]); a
a = {1}; a.remove(5); a
a = {1}; a.discard(5); a
a = {1}; a.update([2, 3], {4}); a
a = {1}; a |= {2}; a
a = {1}; a |= [2]; a
a = {1, 2}; a -= {1}; a
a = {1}; a.pop()
set().pop()
{1} == {1.0}
{1} < {1, 2}
{1, 2} > {1}
{1} <= [1]
frozenset([1, 2])
frozenset()
frozenset([1]) == {1}
frozenset([1]) | {2}
{frozenset([1]): 2}
hash(frozenset([1])) == hash(frozenset([1.0]))
frozenset([1]).add(2)
{1}[0]
range(5)
range(1, 5)
range(0, 10, 2)
list(range(5, 0, -1))
range(5)[2]
range(5)[-1]
range(5)[10]
range(10)[2:5]
range(10)[::-1]
list(range(0))
3 in range(5)
'a' in range(5)
2.0 in range(5)
range(0, 10, 3).index(6)
range(5).count(2)
range(1.5)
range('a')
range(1, 2, 0)
range()
range(5) == range(0, 5)
range(0) == range(2, 1)
len(range(0, 10, 3))
range(5).start
range(1, 5, 2).stop
list(reversed([1, 2]))
list(reversed('ab'))
reversed(5)
reversed({1})
list(enumerate('ab', 1))
list(enumerate(['a', 'b'], start=5))
enumerate(5)
list(zip([1, 2], 'ab'))
list(zip([1, 2], 'abc', [True]))
list(zip())
list(zip([1], [1, 2], strict=True))
list(zip([1, 2], [1], strict=True))
dict(zip('ab', [1, 2]))
zip(5)
list(map(str, [1, 2]))
list(map(lambda x, y: x + y, [1, 2], [3, 4]))
list(map(None, [1]))
map(str)
list(filter(None, [0, 1, '', 'a']))
list(filter(lambda x: x > 1, [1, 2, 3]))
list(filter(1, [1]))
any([0, 1])
any([])
all([])
all([1, 0])
any(x > 2 for x in [1, 2, 3])
all(5)
next(iter([1]))
next(iter([]))
next(iter([]), 'd')
next([1])
iter(5)
a = iter([1, 2]); [next(a), list(a), list(a)]
[*[1, 2], *'ab']
(*[1], 2)
{*[1, 2]}
[*5]
a, b = [1, 2]; [a, b]
a, b = [1]; a
a, b = [1, 2, 3]; a
a, b = 5; a
a, *b = [1, 2, 3]; [a, b]
*a, b = 'xyz'; [a, b]
a, *b, c = [1, 2]; [a, b, c]
a, *b, c = [1]; a
(a, b), c = [[1, 2], 3]; [a, b, c]
[a, b] = 'xy'; [a, b]
a = b = [1]; a.append(2); b
a, b = 1, 2; a, b = b, a; [a, b]
a = [1, 2, 3]; a[0], a[1] = a[1], a[0]; a
a, b = {'x': 1, 'y': 2}; [a, b]
a, b = None; a
a = [[]] * 2; a[0].append(1); a
a = [1]; a.append(a); a
a = {}; a['a'] = a; a
a = [1]; b = (a, 2); a.append(b); b
[x for x in range(3)]
[x for x in range(5) if x % 2]
[(x, y) for x in [1, 2] for y in 'ab']
[[y for y in range(x)] for x in range(3)]
{x: x * 2 for x in [1, 2]}
{x % 2 for x in [1, 2, 3]}
list(x for x in [1, 2])
sum(x for x in [1, 2])
[y := 5, y]
[x for x in 5]
x = 5; [x for x in [1]]; x
[i for i, j in [(1, 2), (3, 4)]]
[a for a, *b in ['xyz']]
[x if x else None for x in [0, 1]]
{k: v for k, v in [('a', 1)]}
{k: v for k, v in [1]}
[1, 2] + [3]
[1] + 'a'
[1] == [1.0]
[1, [2, [3]]] == [1, [2, [3]]]
[None, True, 1.5, 'a', b'b', (1,), {1}, {'a': 1}]
[1].nope
(1).nope
None.nope
(lambda: 1).nope
[1](0)
'a'()
None()
5()
(1, 2, 3)[::2]
[1, 2, 3].__len__()
[3, 1].__contains__(3)
isinstance([], list) and isinstance((), tuple)
"""


def lines(text: str) -> list[str]:
    """One expression a line; backslashes are doubled in the tables so that they stay in the expressions."""
    return [line for line in text.strip().split("\n") if line]


@pytest.mark.parametrize("table", ["NUMBERS", "STRINGS", "CONTAINERS"])
def test_expressions(table: str) -> None:
    assert expression_differences(lines(globals()[table])) == []

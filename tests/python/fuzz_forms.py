"""Expressions of the random programs, by the type they mostly have. `Program.fill` replaces the slots:

    «int»           an expression of this type, «int 0» a name or literal, «list str» of one of these types, «any» of any
    «=int str»      the same, and each «=» after it is another expression of the type chosen
    «quoted int»    a name or literal as it may stand in a replacement field
    «#4»            a number below 4
    «KEYS»          one of the texts of POOLS
    «+ - *»         one of these words
"""

from __future__ import annotations

INTS = ("0", "1", "2", "3", "-1", "-7", "10", "100", "255", "12345", "-2147483649", "1 << 40")
FLOATS = ("0.0", "0.5", "-1.5", "2.25", "1e10", "1e-3", "3.14159", "-0.0", "1e16", "100.0")
STRINGS = ("''", "'a'", "'abc'", "'Hello World'", "'12'", "' x '", "'a,b,c'", "'é'", "'-3.5'", "'ABC'", "'x=1;y=2'", "'aaa'", "'\\n'", "'ß😀'")
KEYS = ("'a'", "'b'", "'k'", "'zz'", "1", "2.0")
SETS = ("set()", "{1}", "{3, 1, 2}", "{8, 0, 16, 5}", "{True, 2.0, 7}")
NAMES = ("a", "b", "c", "d", "e")
BOUNDS = ("", "0", "1", "-1", "2", "5", "-3")

POOLS: dict[str, tuple[str, ...]] = {
    "KEYS": KEYS,
    "NAMES": NAMES,
    "BOUNDS": BOUNDS,
    "SETS": SETS,
    "SPECS": ("", ">8", "<6", "^7", "05", ".2f", "+d", ",", "x", "s", "*^9", "e", "%", "10.3f", "#x", "b", ".3", "_", "g", "c"),
    "PERCENTS": ("%s", "%d", "%5.2f", "%r", "%05d", "%x", "%-6s|", "%e", "%c", "%+d"),
    "SORTKEYS": ("str", "repr", "lambda v: -v", "len", "abs"),
    "MAPPED": ("str", "repr", "bool", "int", "lambda v: v + 1", "len"),
    "KEPT": ("None", "lambda v: v != 1"),
    "CONDITIONS": ("v", "not v", "isinstance(v, int)", "v != 1"),
    "CLASSES": ("int", "str", "(list, tuple)", "float", "dict", "bool"),
    "SEPARATORS": ("", "','", "'a'", "None", "None, 1", "';'"),
    "MEMBERSHIP": ("in", "not in"),
    "NONE": ("None", "not None"),
}

FORMS: dict[str, tuple[str, ...]] = {
    "int": (
        "«int» «+ - // % & | ^» «int»",
        "«int 0» * «#9»",
        "-«int»",
        "abs(«int»)",
        "len(«list str dict tuple set»)",
        "int(«float str bool int»)",
        "sum(«list»)",
        "«min max»(«list», default=0)",
        "«min max»(«int», «int»)",
        "«str».«find count index rfind»(«str 0»)",
        "«int» if «bool» else «int»",
        "«dict».get(«KEYS», «int 0»)",
        "«dict»[«KEYS»]",
        "«list»[«0 -1 1 7»]",
        "round(«float»)",
        "divmod(«int», «int»)[«#2»]",
        "«int 0» ** «#3»",
        "(«int 0» & 255) «<< >>» «#6»",
        "~«int»",
        "ord(«str»)",
        "«tuple».«count index»(«int 0»)",
        "«bool» + «int»",
        "«int» «and or» «int»",
        "int(«str», «10 16 2 0»)",
    ),
    "float": (
        "«float» «+ - * / // %» «float int»",
        "«int» / «int»",
        "round(«float», «#4»)",
        "float(«str int bool»)",
        "abs(«float»)",
        "-«float»",
        "sum([«float 0», «float 0», «int 0»])",
        "max(«float», «int»)",
        "«float 0» ** «#3»",
        "«float» if «bool» else «float»",
    ),
    "str": (
        "«str» + «str»",
        "«str» * «#4»",
        "«str».«upper lower title capitalize swapcase strip lstrip rstrip casefold»()",
        "«str»[«BOUNDS»:«BOUNDS»]",
        "«str»[«BOUNDS»:«BOUNDS»:«1 2 -1 -2 0»]",
        "«str»[«0 -1 2 9»]",
        "str(«any»)",
        "repr(«any»)",
        "f'{«quoted int float str bool»:«SPECS»}'",
        "f'<{«NAMES»!r}|{«NAMES»}>'",
        "f'{«NAMES» = }'",
        "'«PERCENTS»' % «int float str tuple»",
        "'«PERCENTS» «PERCENTS»' % («int», «any»)",
        "'{:«SPECS»}'.format(«int float str»)",
        "'{}-{!r}'.format(«any», «str»)",
        "«str 0».join(«list»)",
        "','.join(str(v) for v in «list»)",
        "«str».replace(«str 0», «str 0»)",
        "«str».«ljust rjust center zfill»(«#9»)",
        "«str».«removeprefix removesuffix strip»(«str 0»)",
        "format(«float», '«SPECS»')",
        "«hex bin oct»(«int»)",
        "chr(«int» % 1000)",
        "type(«any»).__name__",
        "«str».partition(«str 0»)[«#3»]",
    ),
    "bool": (
        "«=int float str list tuple set» «< <= > >= == !=» «=»",
        "«int» «< >= ==» «float»",
        "«=any» «== !=» «=»",
        "«any» «MEMBERSHIP» «list tuple dict set»",
        "«str» in «str»",
        "not «any»",
        "«bool» «and or» «bool»",
        "isinstance(«any», «CLASSES»)",
        "«str».«isdigit isalpha isupper isspace isalnum istitle isidentifier»()",
        "«str».«startswith endswith»(«str 0»)",
        "«any all»(«list»)",
        "bool(«any»)",
        "«int 0» < «int 0» <= «int 0»",
        "«NAMES» is «NONE»",
    ),
    "list": (
        "«list» + «list»",
        "«list» * «#3»",
        "«list»[«BOUNDS»:«BOUNDS»]",
        "«list»[::«-1 2 -2»]",
        "sorted(«list str dict set»)",
        "sorted(«list», key=«SORTKEYS», reverse=«True False»)",
        "list(«str tuple dict list»)",
        "list(range(«#6», «#9», «1 2 -1»))",
        "«str».split(«SEPARATORS»)",
        "[v * 2 for v in «list str tuple»]",
        "[v for v in «list» if «CONDITIONS»]",
        "[(v, w) for v in range(2) for w in «list»]",
        "list(«dict».«items keys values»())",
        "list(zip(«list», «str»))",
        "list(map(«MAPPED», «list»))",
        "list(filter(«KEPT», «list»))",
        "list(reversed(«list str tuple»))",
        "[*«list», *«tuple», «int»]",
        "list(enumerate(«list», «#3»))",
        "«str».splitlines()",
        "[«int», «str», «float»]",
    ),
    "dict": (
        "{«KEYS»: «int», «KEYS»: «list»}",
        "{**«dict», «KEYS»: «str»}",
        "«dict» | «dict»",
        "dict(zip(«str», «list»))",
        "{v: str(v) for v in «list str»}",
        "{k: v for k, v in «dict».items() if v}",
        "dict.fromkeys(«str», «int 0»)",
        "dict(«list»)",
        "dict(«dict», k=«int 0»)",
    ),
    "tuple": (
        "«int», «str»",
        "tuple(«list str dict»)",
        "«tuple» + «tuple»",
        "«tuple»[«BOUNDS»:«BOUNDS»]",
        "divmod(«int», «float»)",
        "«str».«partition rpartition»(«str 0»)",
        "*«list», «int»",
    ),
    "none": ("«list».sort()", "«dict».get('nope')", "print(«int»)", "None"),
    "set": (
        "«set» «| & - ^» «SETS»",
        "{v % (1 + «#9») for v in range(«#12»)}",
        "set(range(«#9»))",
        "«SETS».«union intersection difference»(«SETS»)",
    ),
}

TYPES = ("int", "float", "str", "bool", "list", "dict", "tuple", "none", "set")

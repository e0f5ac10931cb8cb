"""The tags of objects, a byte each, and of storage that is no value.

Their order matters: what has a tag up to T_STR never holds references.
"""

from __future__ import annotations

T_UNDEFINED = 0
T_NONE = 1
T_BOOL = 2
T_INT = 3
T_WIDE = 4  # an integer beyond 64 bits kept as decimal text
T_FLOAT = 5
T_STR = 6
T_BYTES = 7
T_LIST = 8
T_TUPLE = 9
T_DICT = 10
T_SET = 11
T_FROZENSET = 12
T_RANGE = 13
T_EXCEPTION = 14
T_CLASS = 15  # a class or built-in type as a value
T_FUNCTION = 16
T_BOUND = 17  # a method bound to its receiver
T_MODULE = 18
T_ITERATOR = 19  # see `Iter`
T_VIEW = 20  # dict keys, values, items
T_CELL = 21
T_INSTANCE = 22  # instance of a class the body defines
T_SLICE = 23
T_NAMESPACE = 24  # a template's namespace()
T_BYTEARRAY = 28

# ---- kinds of library modules and of what bodies define
T_GENERATOR = 32
T_METHOD_KIND = 33  # property, classmethod, staticmethod
T_HASH = 40  # hashlib objects
T_HMAC = 41
T_PATTERN = 42  # re.Pattern
T_MATCH = 43  # re.Match
T_UUID = 44
T_ENVIRON = 45  # os.environ
T_URL = 46  # what urlsplit and urlparse return
T_RANDOM = 47  # random.Random
T_DATE = 48
T_TIME = 49
T_DATETIME = 50
T_TIMEDELTA = 51
T_TIMEZONE = 52
T_DEQUE = 53
T_LOGGER = 54
T_TRACEBACK = 55
T_UNREAD = 56  # no value of a body: what is still text, in an entry of a dict

# ---- storage that is not a value
T_ITEMS = 250  # value words
T_ENTRIES = 251  # dict entries: (hash, key, value) words
T_RAW = 252  # no references
T_TABLE = 253  # set table: (hash i64, key, pad) slots

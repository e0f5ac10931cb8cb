"""Tags of kinds beyond `layout.py`: library types from T_FIRST_LIBRARY up, and pseudo tags no object ever has.

A pseudo tag stands for a capability that some linked code introduces: `enable(T_ANYKEY)` makes it live.
"""

from __future__ import annotations

# ---- pseudo tags, counting down from 239
T_ANYKEY = 239  # some dict may hold a key that is not a string
T_SORTED = 238  # JSON is written with sorted keys
T_JSON_LAX = 237  # JSON is read as Python reads it
T_ENUMERATING = 236  # enumerate() is called
T_ZIPPING = 235  # zip() is called
T_BACKWARD = 234  # reversed() is called
T_REMEMBERED = 173  # the output of plug-ins is remembered with its base64 text
T_CLASSED = 181  # a body defines a subclass of a built-in type
T_UNPACKING = 180  # struct.iter_unpack is called
T_ABSTRACT = 182  # abc.abstractmethod is used
T_MAPPING = 183  # map() or filter() is called
T_ENUM = 179  # a body defines enums
T_UNBOUND = 174  # some method of a built-in type is a value without a receiver
T_SHOWN = 175  # some function has a text of its own
T_REDIRECT = 176  # a body redirects what it prints
T_PRINTED = 178  # something is printed

T_CONSTRUCT = 233  # some class is used as a value that may be called
T_OBJECTS = 232  # a body defines classes
T_SLOTS = 200  # some class of a body has __slots__
T_SEVERAL_BASES = 226  # some class of a body has more than one base
T_OPERATORS = 229  # values of a body may have operators of their own: classes, dates, counters
T_PAIRS = 230  # items() of a dict is used as a value, so that pairs are made
T_VIEW_OPERAND = 231  # a dict view may be an operand: it is not just iterated where it is made
T_VIEW_VALUE = 228  # a dict view may be a value with a name and a text: it is not just iterated where it is made
T_ITERATOR_VALUE = 227  # the same of an iterator
T_JSON_OPTIONS = 199  # json.dumps is called with options
T_MD5 = 198  # hash functions that occur
T_SHA1 = 197
T_SHA256 = 196
T_SHA512 = 195
T_LIBRARY_STATE = 194  # some library module keeps values
T_LIBRARY = 190  # some object of a library module exists
T_TEMPORAL = 189  # some date, time or timedelta exists
T_DICT_KIND = 188  # some dict is a defaultdict, Counter or OrderedDict
T_DEFAULTDICT = 187
T_COUNTER = 186
T_ORDERED = 185
T_TYPE_NAME = 177  # messages show another name of some class than its own
T_NAMED_TUPLE = 184  # some tuple has a class and field names

# ---- library types, counting up from T_FIRST_LIBRARY (32)
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

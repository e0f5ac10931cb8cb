"""Lists and texts in objects of their own."""


class UserList:
    _abc_ = "list"

    def __init__(self, initlist=None):
        self.data = [] if initlist is None else list(plain(initlist))

    def __repr__(self):
        return repr(self.data)

    def __lt__(self, other):
        return self.data < plain(other)

    def __le__(self, other):
        return self.data <= plain(other)

    def __eq__(self, other):
        return self.data == plain(other)

    def __gt__(self, other):
        return self.data > plain(other)

    def __ge__(self, other):
        return self.data >= plain(other)

    def __contains__(self, item):
        return item in self.data

    def __len__(self):
        return len(self.data)

    def __iter__(self):
        i = 0
        while i < len(self):
            yield self[i]
            i += 1

    def __reversed__(self):
        for i in range(len(self) - 1, -1, -1):
            yield self[i]

    def __getitem__(self, i):
        return type(self)(self.data[i]) if isinstance(i, slice) else self.data[i]

    def __setitem__(self, i, item):
        self.data[i] = item

    def __delitem__(self, i):
        del self.data[i]

    def __add__(self, other):
        return type(self)(self.data + list(plain(other)))

    def __radd__(self, other):
        return type(self)(list(plain(other)) + self.data)

    def __iadd__(self, other):
        self.data += list(plain(other))
        return self

    def __mul__(self, n):
        return type(self)(self.data * n)

    __rmul__ = __mul__

    def __imul__(self, n):
        self.data *= n
        return self

    def append(self, item):
        self.data.append(item)

    def insert(self, i, item):
        self.data.insert(i, item)

    def pop(self, i=-1):
        return self.data.pop(i)

    def remove(self, item):
        self.data.remove(item)

    def clear(self):
        self.data.clear()

    def copy(self):
        return type(self)(self)

    def __copy__(self):
        made = type(self).__new__(type(self))
        for name, value in vars(self).items():
            setattr(made, name, value)
        made.data = self.data[:]
        return made

    def count(self, item):
        return self.data.count(item)

    def index(self, item, *args):
        return self.data.index(item, *args)

    def reverse(self):
        self.data.reverse()

    def sort(self, /, *, key=None, reverse=False):
        self.data.sort(key=key, reverse=reverse)

    def extend(self, other):
        self.data.extend(plain(other))


def plain(value):
    return value.data if isinstance(value, UserList) else value


class UserString:
    _abc_ = "text"

    def __init__(self, seq):
        self.data = str(seq)

    def __str__(self):
        return self.data

    def __repr__(self):
        return repr(self.data)

    def __int__(self):
        return int(self.data)

    def __float__(self):
        return float(self.data)

    def __hash__(self):
        return hash(self.data)

    def __eq__(self, other):
        return self.data == plain_text(other)

    def __lt__(self, other):
        return self.data < plain_text(other)

    def __le__(self, other):
        return self.data <= plain_text(other)

    def __gt__(self, other):
        return self.data > plain_text(other)

    def __ge__(self, other):
        return self.data >= plain_text(other)

    def __contains__(self, char):
        return plain_text(char) in self.data

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        return type(self)(self.data[index])

    def __iter__(self):
        for i in range(len(self)):
            yield self[i]

    def __add__(self, other):
        return type(self)(self.data + str(other))

    def __radd__(self, other):
        return type(self)(str(other) + self.data)

    def __mul__(self, n):
        return type(self)(self.data * n)

    __rmul__ = __mul__

    def __mod__(self, args):
        return type(self)(self.data % args)

    def __rmod__(self, template):
        return type(self)(str(template) % self)

    def __getattr__(self, name):
        """The methods of texts; those that give a text give one of this class where CPython's do."""
        if name not in TEXT_METHODS:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

        def method(*args, **kwargs):
            found = getattr(self.data, name)(*map(plain_text, args), **kwargs)
            return type(self)(found) if isinstance(found, str) and name not in ("join", "format", "format_map") else found

        return method


def plain_text(value):
    return value.data if isinstance(value, UserString) else value


TEXT_METHODS = (
    " capitalize casefold center count removeprefix removesuffix encode endswith expandtabs find format format_map index isalpha isalnum"
    " isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper isascii join ljust lower lstrip partition"
    " replace rfind rindex rjust rpartition rstrip split rsplit splitlines startswith strip swapcase title translate upper zfill maketrans "
).split()

"""`shlex`: texts as words of a shell, and back."""

from io import StringIO


def split(s, comments=False, posix=True):
    """The words of a text by the rules of POSIX shells."""
    words, word, at = [], None, 0
    if s is None:
        raise ValueError("s argument must not be None")
    if not posix:
        from sys import _leave

        _leave("words of a shell without POSIX rules")
    while at < len(s):
        char = s[at]
        at += 1
        if char in " \t\r\n":
            if word is not None:
                words.append(word)
                word = None
        elif comments and char == "#":
            end = s.find("\n", at)
            at = len(s) if end < 0 else end + 1
            if word is not None:
                words.append(word)
                word = None
        elif char == "\\":
            if at == len(s):
                raise ValueError("No escaped character")
            word = (word or "") + s[at]
            at += 1
        elif char in "'\"":
            word = word or ""
            while s[at : at + 1] != char:
                if at >= len(s):
                    raise ValueError("No closing quotation")
                if char == '"' and s[at] == "\\":
                    if at + 1 >= len(s):
                        raise ValueError("No escaped character")
                    if s[at + 1] not in '"\\':
                        word += "\\"
                    at += 1
                word += s[at]
                at += 1
            at += 1
        else:
            word = (word or "") + char
    if word is not None:
        words.append(word)
    return words


def quote(s):
    if not s:
        return "''"
    for char in s:
        if not (char.isascii() and (char.isalnum() or char in "_@%+=:,./-")):
            inside = s.replace("'", "'\"'\"'")
            return f"'{inside}'"
    return s


def join(split_command):
    return " ".join([quote(word) for word in split_command])


def split_by(s, comments=False, posix=True):
    """`split` where a call says by which rules."""
    if posix or s is None:
        return split(s, comments)
    words = shlex(s, None, False)
    words.whitespace_split = True
    if not comments:
        words.commenters = ""
    return list(words)


class shlex:
    """Words of a text one by one; of a stream that is not given, and of further files, nothing is known here."""

    def __init__(self, instream=None, infile=None, posix=False, punctuation_chars=False):
        from collections import deque

        if instream is None:
            from sys import _leave

            _leave("words of a shell without POSIX rules")
        self.instream = StringIO(instream) if isinstance(instream, str) else instream
        self.infile = infile
        self.posix = posix
        self.eof = None if posix else ""
        self.commenters = "#"
        self.wordchars = "abcdfeghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
        if posix:
            self.wordchars += "ßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ"
        self.whitespace = " \t\r\n"
        self.whitespace_split = False
        self.quotes = "'\""
        self.escape = "\\"
        self.escapedquotes = '"'
        self.state = " "
        self.pushback = deque()
        self.lineno = 1
        self.token = ""
        self.filestack = deque()
        self.source = None
        self._punctuation_chars = "();<>|&" if punctuation_chars is True else punctuation_chars or ""
        self._pushback_chars = []
        if punctuation_chars:
            self.wordchars = "".join([c for c in self.wordchars + "~-./*?=" if c not in self._punctuation_chars])

    @property
    def punctuation_chars(self):
        return self._punctuation_chars

    @property
    def debug(self):
        return 0

    @debug.setter
    def debug(self, level):
        if level:
            from sys import _leave

            _leave("words of a shell without POSIX rules")

    def push_token(self, tok):
        self.pushback.appendleft(tok)

    def push_source(self, newstream, newfile=None):
        self.filestack.appendleft((self.infile, self.instream, self.lineno))
        self.infile = newfile
        self.instream = StringIO(newstream) if isinstance(newstream, str) else newstream
        self.lineno = 1

    def pop_source(self):
        self.instream.close()
        self.infile, self.instream, self.lineno = self.filestack.popleft()
        self.state = " "

    def get_token(self):
        if self.pushback:
            return self.pushback.popleft()
        raw = self.read_token()
        if self.source is not None:
            while raw == self.source:
                found = self.sourcehook(self.read_token())
                if found:
                    newfile, newstream = found
                    self.push_source(newstream, newfile)
                raw = self.get_token()
        while raw == self.eof:
            if not self.filestack:
                return self.eof
            self.pop_source()
            raw = self.get_token()
        return raw

    def read_token(self):
        quoted = False
        escaped = " "
        while True:
            char = self._pushback_chars.pop() if self.punctuation_chars and self._pushback_chars else self.instream.read(1)
            if char == "\n":
                self.lineno += 1
            if self.state is None:
                self.token = ""
                break
            if self.state == " ":
                if not char:
                    self.state = None
                    break
                if char in self.whitespace:
                    if self.token or (self.posix and quoted):
                        break
                elif char in self.commenters:
                    self.instream.readline()
                    self.lineno += 1
                elif self.posix and char in self.escape:
                    escaped = "a"
                    self.state = char
                elif char in self.wordchars:
                    self.token = char
                    self.state = "a"
                elif char in self.punctuation_chars:
                    self.token = char
                    self.state = "c"
                elif char in self.quotes:
                    if not self.posix:
                        self.token = char
                    self.state = char
                else:
                    self.token = char
                    if not self.whitespace_split:
                        break
                    self.state = "a"
            elif self.state in self.quotes:
                quoted = True
                if not char:
                    raise ValueError("No closing quotation")
                if char == self.state:
                    if not self.posix:
                        self.token += char
                        self.state = " "
                        break
                    self.state = "a"
                elif self.posix and char in self.escape and self.state in self.escapedquotes:
                    escaped = self.state
                    self.state = char
                else:
                    self.token += char
            elif self.state in self.escape:
                if not char:
                    raise ValueError("No escaped character")
                if escaped in self.quotes and char != self.state and char != escaped:
                    self.token += self.state
                self.token += char
                self.state = escaped
            elif self.state in ("a", "c"):
                if not char:
                    self.state = None
                    break
                if char in self.whitespace:
                    self.state = " "
                    if self.token or (self.posix and quoted):
                        break
                elif char in self.commenters:
                    self.instream.readline()
                    self.lineno += 1
                    if self.posix:
                        self.state = " "
                        if self.token or quoted:
                            break
                elif self.state == "c":
                    if char in self.punctuation_chars:
                        self.token += char
                    else:
                        if char not in self.whitespace:
                            self._pushback_chars.append(char)
                        self.state = " "
                        break
                elif self.posix and char in self.quotes:
                    self.state = char
                elif self.posix and char in self.escape:
                    escaped = "a"
                    self.state = char
                elif char in self.wordchars or char in self.quotes or (self.whitespace_split and char not in self.punctuation_chars):
                    self.token += char
                else:
                    if self.punctuation_chars:
                        self._pushback_chars.append(char)
                    else:
                        self.pushback.appendleft(char)
                    self.state = " "
                    if self.token or (self.posix and quoted):
                        break
        result = self.token
        self.token = ""
        return None if self.posix and not quoted and result == "" else result

    def sourcehook(self, newfile):
        from sys import _leave

        _leave("words of a shell without POSIX rules")

    def error_leader(self, infile=None, lineno=None):
        return f'"{self.infile if infile is None else infile}", line {self.lineno if lineno is None else lineno}: '

    def __iter__(self):
        return self

    def __next__(self):
        token = self.get_token()
        if token == self.eof:
            raise StopIteration
        return token

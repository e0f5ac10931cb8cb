"""`html.parser`: the tags and texts of HTML, one after the other."""


class HTMLParser:
    __module__ = "html.parser"
    CDATA_CONTENT_ELEMENTS = ("script", "style")
    _starttag_text = None

    def __init__(self, *, convert_charrefs=True):
        self.convert_charrefs = convert_charrefs
        self.reset()

    def reset(self):
        self.rawdata = ""
        self.lasttag = "???"
        self.cdata_elem = None
        self.lineno = 1
        self.offset = 0

    def feed(self, data):
        self.rawdata = self.rawdata + data
        self.goahead(0)

    def close(self):
        self.goahead(1)

    def getpos(self):
        return self.lineno, self.offset

    def get_starttag_text(self):
        return self._starttag_text

    def set_cdata_mode(self, elem):
        self.cdata_elem = elem.lower()

    def clear_cdata_mode(self):
        self.cdata_elem = None

    def updatepos(self, i, j):
        if i >= j:
            return j
        lines = self.rawdata.count("\n", i, j)
        if lines:
            self.lineno += lines
            self.offset = j - (self.rawdata.rindex("\n", i, j) + 1)
        else:
            self.offset += j - i
        return j

    def _give(self, text):
        """Hands text on, with what its references mean where they are wanted so."""
        from html import unescape

        self.handle_data(unescape(text) if self.convert_charrefs and not self.cdata_elem else text)

    def _text_end(self, i):
        """Where the text that begins at a place ends; None if more of it may come."""
        import re

        rawdata = self.rawdata
        if self.cdata_elem:
            match = re.compile(rf"</\s*{self.cdata_elem}\s*>", re.I).search(rawdata, i)
            return None if match is None else match.start()
        if not self.convert_charrefs:
            match = re.compile("[&<]").search(rawdata, i)
            return len(rawdata) if match is None else match.start()
        j = rawdata.find("<", i)
        if j >= 0:
            return j
        at = rawdata.rfind("&", max(i, len(rawdata) - 34))
        return None if at >= 0 and not re.compile(r"[\s;]").search(rawdata, at) else len(rawdata)

    def goahead(self, end):
        rawdata = self.rawdata
        i, n = 0, len(rawdata)
        while i < n:
            j = self._text_end(i)
            if j is None:
                break
            if i < j:
                self._give(rawdata[i:j])
            i = self.updatepos(i, j)
            if i == n:
                break
            k = self._markup(i, end) if rawdata.startswith("<", i) else self._reference(i, end)
            if k is None:
                break
            i = self.updatepos(i, abs(k))
            if k < 0:
                break
        if end and i < n and not self.cdata_elem:
            self._give(rawdata[i:n])
            i = self.updatepos(i, n)
        self.rawdata = rawdata[i:]

    def _markup(self, i, end):
        """The place behind what begins with `<`; None if more of it may come."""
        import re

        rawdata = self.rawdata
        if re.compile("<[a-zA-Z]").match(rawdata, i):
            k = self.parse_starttag(i)
        elif rawdata.startswith("</", i):
            k = self.parse_endtag(i)
        elif rawdata.startswith("<!--", i):
            k = self.parse_comment(i)
        elif rawdata.startswith("<?", i):
            k = self.parse_pi(i)
        elif rawdata.startswith("<!", i):
            k = self.parse_html_declaration(i)
        elif i + 1 < len(rawdata):
            self.handle_data("<")
            return i + 1
        else:
            return None
        if k >= 0:
            return k
        if not end:
            return None
        k = rawdata.find(">", i + 1) + 1
        if not k:
            k = rawdata.find("<", i + 1)
            k = i + 1 if k < 0 else k
        self._give(rawdata[i:k])
        return k

    def _reference(self, i, end):
        """The place behind a reference, negative if nothing behind it is read now; None if more of it may come."""
        import re

        rawdata = self.rawdata
        if rawdata.startswith("&#", i):
            match = re.compile("&#(?:[0-9]+|[xX][0-9a-fA-F]+)[^0-9a-fA-F]").match(rawdata, i)
            if match is None:
                if ";" not in rawdata[i:]:
                    return None
                self.handle_data(rawdata[i : i + 2])
                return -i - 2
            self.handle_charref(match.group()[2:-1])
        else:
            match = re.compile("&([a-zA-Z][-.a-zA-Z0-9]*)[^a-zA-Z0-9]").match(rawdata, i)
            if match is None:
                match = re.compile("&[a-zA-Z#]").match(rawdata, i)
                if match is not None:
                    return -i - 1 if end and match.group() == rawdata[i:] else None
                if i + 1 < len(rawdata):
                    self.handle_data("&")
                    return i + 1
                return None
            self.handle_entityref(match.group(1))
        return match.end() if rawdata.startswith(";", match.end() - 1) else match.end() - 1

    def parse_html_declaration(self, i):
        rawdata = self.rawdata
        if rawdata[i : i + 4] == "<!--":
            return self.parse_comment(i)
        if rawdata[i : i + 3] == "<![":
            return self.parse_marked_section(i)
        if rawdata[i : i + 9].lower() != "<!doctype":
            return self.parse_bogus_comment(i)
        end = rawdata.find(">", i + 9)
        if end == -1:
            return -1
        self.handle_decl(rawdata[i + 2 : end])
        return end + 1

    def parse_bogus_comment(self, i, report=1):
        end = self.rawdata.find(">", i + 2)
        if end == -1:
            return -1
        if report:
            self.handle_comment(self.rawdata[i + 2 : end])
        return end + 1

    def parse_comment(self, i, report=1):
        import re

        match = re.compile(r"--\s*>").search(self.rawdata, i + 4)
        if not match:
            return -1
        if report:
            self.handle_comment(self.rawdata[i + 4 : match.start()])
        return match.end()

    def parse_marked_section(self, i, report=1):
        import re

        rawdata = self.rawdata
        name = re.compile(r"[a-zA-Z][-_.a-zA-Z0-9]*\s*").match(rawdata, i + 3)
        if i + 3 == len(rawdata):
            return -1
        if name is None:
            self.updatepos(i, i + 3)
            raise AssertionError("expected name token")
        if name.end() == len(rawdata):
            return -1
        word = name.group().strip().lower()
        if word in ("temp", "cdata", "ignore", "include", "rcdata"):
            match = re.compile(r"]\s*]\s*>").search(rawdata, i + 3)
        elif word in ("if", "else", "endif"):
            match = re.compile(r"]\s*>").search(rawdata, i + 3)
        else:
            raise AssertionError(f"unknown status keyword {rawdata[i + 3 : name.end()]!r} in marked section")
        if not match:
            return -1
        if report:
            self.unknown_decl(rawdata[i + 3 : match.start()])
        return match.end()

    def parse_pi(self, i):
        end = self.rawdata.find(">", i + 2)
        if end < 0:
            return -1
        self.handle_pi(self.rawdata[i + 2 : end])
        return end + 1

    def parse_starttag(self, i):
        import re
        from html import unescape

        self._starttag_text = None
        behind = self.check_for_whole_start_tag(i)
        if behind < 0:
            return behind
        rawdata = self.rawdata
        self._starttag_text = rawdata[i:behind]
        attrs = []
        match = re.compile(TAG).match(rawdata, i + 1)
        k = match.end()
        self.lasttag = tag = match.group(1).lower()
        while k < behind:
            match = re.compile(ATTRIBUTE).match(rawdata, k)
            if not match:
                break
            name, rest, value = match.group(1, 2, 3)
            if not rest:
                value = None
            elif value[:1] in ("'", '"') and value[:1] == value[-1:]:
                value = value[1:-1]
            attrs.append((name.lower(), unescape(value) if value else value))
            k = match.end()
        end = rawdata[k:behind].strip()
        if end not in (">", "/>"):
            self.handle_data(rawdata[i:behind])
        elif end == "/>":
            self.handle_startendtag(tag, attrs)
        else:
            self.handle_starttag(tag, attrs)
            if tag in self.CDATA_CONTENT_ELEMENTS:
                self.set_cdata_mode(tag)
        return behind

    def check_for_whole_start_tag(self, i):
        import re

        rawdata = self.rawdata
        j = re.compile(START, re.VERBOSE).match(rawdata, i).end()
        char = rawdata[j : j + 1]
        if char == ">":
            return j + 1
        if char == "/":
            return j + 2 if rawdata.startswith("/>", j) else -1
        if char == "" or char == "=" or (char.isascii() and char.isalpha()):
            return -1
        return j if j > i else i + 1

    def parse_endtag(self, i):
        import re

        rawdata = self.rawdata
        behind = rawdata.find(">", i + 1) + 1
        if not behind:
            return -1
        match = re.compile(r"</\s*([a-zA-Z][-.a-zA-Z0-9:_]*)\s*>").match(rawdata, i)
        if self.cdata_elem is not None and (not match or match.group(1).lower() != self.cdata_elem):
            self.handle_data(rawdata[i:behind])
            return behind
        if not match:
            named = re.compile(TAG).match(rawdata, i + 2)
            if not named:
                return i + 3 if rawdata[i : i + 3] == "</>" else self.parse_bogus_comment(i)
            behind = rawdata.find(">", named.end())
            self.handle_endtag(named.group(1).lower())
            return behind + 1
        self.handle_endtag(match.group(1).lower())
        self.clear_cdata_mode()
        return behind

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_starttag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        pass

    def handle_charref(self, name):
        pass

    def handle_entityref(self, name):
        pass

    def handle_data(self, data):
        pass

    def handle_comment(self, data):
        pass

    def handle_decl(self, decl):
        pass

    def handle_pi(self, data):
        pass

    def unknown_decl(self, data):
        pass


TAG = r"([a-zA-Z][^\t\n\r\f />\x00]*)(?:\s|/(?!>))*"
ATTRIBUTE = (
    r"""((?<=['"\s/])[^\s/>][^\s/=>]*)(\s*=+\s*('[^']*'|"[^"]*"|(?!['"])[^>\s]*))?(?:\s|/(?!>))*"""
)
START = r"""
  <[a-zA-Z][^\t\n\r\f />\x00]*
  (?:[\s/]*
    (?:(?<=['"\s/])[^\s/>][^\s/=>]*
      (?:\s*=+\s*(?:'[^']*'|"[^"]*"|(?!['"])[^>\s]*)\s*)?
      (?:\s|/(?!>))*
    )*
  )?
  \s*
"""

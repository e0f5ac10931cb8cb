"""Rows of CSV as dicts: `DictReader` and `DictWriter`."""


class DictReader:
    def __init__(self, f, fieldnames=None, restkey=None, restval=None, dialect="excel", *args, **kwds):
        self._shape = None
        self.reader = reader(f, dialect, *args, **kwds)
        self.line_num = 0
        self._fieldnames = fieldnames
        self.restkey = restkey
        self.restval = restval
        self.dialect = dialect

    def __iter__(self):
        return self

    @property
    def fieldnames(self):
        return self.read_fieldnames()

    def read_fieldnames(self):
        if self._fieldnames is None:
            try:
                self._fieldnames = next(self.reader)
            except StopIteration:
                pass
        self.line_num = self.reader.line_num
        return self._fieldnames

    @fieldnames.setter
    def fieldnames(self, value):
        self._fieldnames = value

    def __next__(self):
        shape = self._shape
        if shape is None and self.line_num == 0:
            self.read_fieldnames()
        source = self.reader
        row = source.__next__()
        self.line_num = source.line_num
        if not row:
            while row == []:
                row = source.__next__()
            self.line_num = source.line_num
        from sys import _csv_dict, _csv_shape

        names = self._fieldnames if type(self) is DictReader else None
        if names is None:
            names = self.fieldnames
        made = _csv_dict(names, row, shape)
        if made is not None:
            self._shape = made
            return made
        self._shape = _csv_shape(names)
        made = dict(zip(names, row, strict=False))
        if len(names) < len(row):
            made[self.restkey] = row[len(names) :]
        else:
            for name in names[len(row) :]:
                made[name] = self.restval
        return made


class DictWriter:
    def __init__(self, f, fieldnames, restval="", extrasaction="raise", dialect="excel", *args, **kwds):
        self.fieldnames = fieldnames
        self.restval = restval
        if extrasaction.lower() not in ("raise", "ignore"):
            raise ValueError(f"extrasaction ({extrasaction}) must be 'raise' or 'ignore'")
        self.extrasaction = extrasaction
        self.writer = writer(f, dialect, *args, **kwds)

    def writeheader(self):
        return self.writerow({name: name for name in self.fieldnames})

    def values(self, row):
        if self.extrasaction == "raise":
            wrong = row.keys() - self.fieldnames
            if wrong:
                raise ValueError("dict contains fields not in fieldnames: " + ", ".join([repr(name) for name in wrong]))
        return [row.get(name, self.restval) for name in self.fieldnames]

    def writerow(self, rowdict):
        return self.writer.writerow(self.values(rowdict))

    def writerows(self, rowdicts):
        return self.writer.writerows(map(self.values, rowdicts))

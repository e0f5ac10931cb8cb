"""Locals of stack code: values nobody reads are not kept, and locals that are never needed at the same time are one.

Example, where x is not read later

    local.get a; local.set x; local.get x; i32.load; local.tee y; …; local.get y; call f

becomes

    local.get a; i32.load; local.tee a; …; local.get a; call f
"""

from __future__ import annotations

from dataclasses import dataclass, field

from noetlc.wat_emit.code import DROP, FlatFunction, Instr

_READS = ("local.get", "local.set", "local.tee")
_LEAVES = frozenset({"local.get", "global.get", "i32.const", "i64.const", "f64.const", "data", "func"})
_OPENS = ("block", "loop", "if")
MOST_LOCALS = 1_000
"""Of a function that is looked through: what is live is a set of them at each instruction, and a place is sought among all."""


def settle_locals(function: FlatFunction) -> None:
    """Both in one function, in place. Needs room to recurse."""
    if len(function.locals) <= MOST_LOCALS and any(op in ("local.set", "local.tee") for op, _ in function.code):
        _join(function)
        liveness = Liveness(function)
        if _drop_dead(function, liveness):
            liveness = Liveness(function)
        _merge(function, liveness)
        if _join(function):
            _drop_dead(function, Liveness(function))
    read = {imm for op, imm in function.code if op in _READS}
    function.locals = {name: type_ for name, type_ in function.locals.items() if name in read or name in function.params}


# ---- liveness


@dataclass(slots=True)
class _Frame:
    """A control frame: where it begins, its `else` and its `end`, and what is live where a branch to it goes."""

    kind: str
    begin: int
    otherwise: int = -1
    end: int = -1
    target: int = 0


@dataclass(slots=True)
class Liveness:
    """`after` holds, by position in the code, a bit for each local that may be read before it is set again."""

    function: FlatFunction
    bits: dict[str, int] = field(default_factory=dict)
    after: list[int] = field(default_factory=list)
    entry: int = 0
    frames: dict[int, _Frame] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bits = {name: 1 << position for position, name in enumerate(self.function.locals)}
        self.after = [0] * len(self.function.code)
        opened: list[_Frame] = []
        for position, (op, _) in enumerate(self.function.code):
            if op in _OPENS:
                opened.append(_Frame(op, position))
            elif op == "else":
                opened[-1].otherwise = position
            elif op == "end":
                frame = opened.pop()
                frame.end = position
                self.frames[frame.begin] = self.frames[position] = frame
        self.entry = self.region(0, len(self.function.code), 0, [])

    def region(self, begin: int, end: int, live: int, around: list[_Frame]) -> int:
        """What is live before a part of the code with whole frames, given what is live behind it."""
        code, after, bits = self.function.code, self.after, self.bits
        position = end - 1
        while position >= begin:
            op, imm = code[position]
            if op == "end":
                frame = self.frames[position]
                live = self.framed(frame, live, around)
                position = frame.begin - 1
                continue
            after[position] = live
            if op == "local.get":
                live |= bits[str(imm)]
            elif op in ("local.set", "local.tee"):
                live &= ~bits[str(imm)]
            elif op == "br":
                live = self.target(imm, around)
            elif op == "br_if":
                live |= self.target(imm, around)
            elif op == "br_table":
                assert isinstance(imm, tuple)
                live = 0
                for label in imm:
                    live |= self.target(label, around)
            elif op in ("return", "unreachable"):
                live = 0
            position -= 1
        return live

    def target(self, label: object, around: list[_Frame]) -> int:
        assert isinstance(label, int)
        return around[-1 - label].target if label < len(around) else 0

    def framed(self, frame: _Frame, live: int, around: list[_Frame]) -> int:
        """What is live before a frame."""
        self.after[frame.end] = live
        inner = [*around, frame]
        if frame.kind == "loop":
            while True:
                before = self.region(frame.begin + 1, frame.end, live, inner)
                if before | frame.target == frame.target:
                    break
                frame.target |= before
        else:
            frame.target = live
            if frame.otherwise >= 0:
                self.after[frame.otherwise] = live
                before = self.region(frame.begin + 1, frame.otherwise, live, inner)
                before |= self.region(frame.otherwise + 1, frame.end, live, inner)
            else:
                before = self.region(frame.begin + 1, frame.end, live, inner)
                if frame.kind == "if":
                    before |= live
        self.after[frame.begin] = before
        return before


# ---- values nobody reads


def _drop_dead(function: FlatFunction, liveness: Liveness) -> bool:
    """True if there were any."""
    out: list[Instr] = []
    for instr, live in zip(function.code, liveness.after, strict=True):
        if instr[0] in ("local.set", "local.tee") and not live & liveness.bits[str(instr[1])]:
            if instr[0] == "local.set":
                _put_drop(out)
        else:
            out.append(instr)
    changed = out != function.code
    function.code = out
    return changed


def _put_drop(out: list[Instr]) -> None:
    if out and out[-1][0] in _LEAVES:
        out.pop()
    else:
        out.append(DROP)


def _join(function: FlatFunction) -> bool:
    """A local that is set and read at once keeps its value on the stack; one set to itself is not set. True if there were any."""
    out: list[Instr] = []
    for instr in function.code:
        op, imm = instr
        if out:
            before, name = out[-1]
            if op == "local.get" and before == "local.set" and name == imm:
                out[-1] = ("local.tee", imm)
                continue
            if before == "local.get" and name == imm and op in ("local.set", "local.tee"):
                if op == "local.set":
                    out.pop()
                continue
        out.append(instr)
    changed = len(out) != len(function.code)
    function.code = out
    return changed


# ---- locals that are one


def _merge(function: FlatFunction, liveness: Liveness) -> None:
    """Gives each local the first place of its type that none it meets has; parameters have theirs."""
    bits, after = liveness.bits, liveness.after
    meets = dict.fromkeys(bits, 0)
    copies: dict[str, list[str]] = {name: [] for name in bits}
    previous: Instr = DROP
    used: dict[str, int] = {}
    for (op, imm), live in zip(function.code, after, strict=True):
        if op in _READS:
            name = str(imm)
            used[name] = used.get(name, 0) + 1
            if op != "local.get":
                others = live & ~bits[name]
                if previous[0] == "local.get":
                    source = str(previous[1])
                    others &= ~bits[source]
                    copies[name].append(source)
                    copies[source].append(name)
                meets[name] |= others
        previous = (op, imm)
    for name in function.params:
        meets[name] |= liveness.entry & ~bits[name]
    zeroed = [name for name in bits if liveness.entry & bits[name] and name not in function.params]
    for name in zeroed:
        meets[name] |= liveness.entry & ~bits[name]
    place: dict[str, str] = {name: name for name in function.params}
    members: dict[str, int] = {name: bits[name] for name in function.params}
    against: dict[str, int] = {name: meets[name] for name in function.params}
    for name in sorted((n for n in bits if n in used and n not in place), key=lambda n: -used[n]):
        wanted = [place[other] for other in copies[name] if other in place]
        for home in (*wanted, *members):
            fits = function.locals[home] == function.locals[name]
            if fits and not meets[name] & members[home] and not against[home] & bits[name]:
                break
        else:
            home = name
            members[home] = against[home] = 0
        place[name] = home
        members[home] |= bits[name]
        against[home] |= meets[name]
    function.code = [(op, place[str(imm)]) if op in _READS else (op, imm) for op, imm in function.code]

"""Random playbooks: every workflow construct, templates that may raise, scripted host tools, Python bodies where asked for.

Cycles end because each step counts its runs in ctx and arcs are guarded by the count.
"""

from __future__ import annotations

import json
import random
from typing import Any

VALUES = [
    "{{ n }}",
    "{{ n + 1 }}",
    "{{ missing }}",
    "{{ missing + 1 }}",
    "{{ 1 / 0 }}",
    "a{{ n }}",
    "{{ n }}0",
    5,
    "text",
    None,
    True,
    [1, "{{ n }}"],
    {"k": "{{ s }}", "{{ s }}": 1},
    "{{ xs }}",
    "{{ ctx.c0 }}",
    "{{ s0 }}",
    "{{ s1.data }}",
    "{{ s1.results }}",
    "{{ steps.s0.status }}",
    "{{ ctx }}",
    "{{ workload.n }}",
    "{{ execution_id }}",
    "{{ x }}",
    "{{ ctx.x }}",
    "{{ y.z }}",
    "{{ s1._prev }}",
    "{{ steps }}",
    "{{ job.uuid }}",
    "{{ ctx['a.b'] }}",
    "{{ s2.k }}",
    "{{ ctx.s0 }}",
    "{{ ctx.n }}",
    "{{ steps.s1.error.kind }}",
    "{{ path }}|{{ version }}",
    "{{ ctx[s] }}",
]
S_VALUES = [
    "{{ output.status }}",
    "{{ output.data }}",
    "{{ output.error.kind }}",
    "{{ output }}",
    "{{ event.name }}",
    "{{ event }}",
    "{{ output.k }}",
    "{{ loop.length }}",
    "{{ loop.done }}",
    "{{ output.data.results }}",
    "{{ output['http'] }}",
    "{{ output.error.retryable }}",
]
P_VALUES = [
    "{{ t0 }}",
    "{{ t1.data }}",
    "{{ results }}",
    "{{ _prev }}",
    "{{ _task }}-{{ _attempt }}",
    "{{ output.status }}",
    "{{ iter.i }}",
    "{{ loc }}",
    "{{ iter }}",
    "{{ output.data.k }}",
    "{{ results.t0 }}",
    "{{ output }}",
]
L_VALUES = [
    "{{ it }}",
    "{{ _index }}",
    "{{ _total }}",
    "{{ loop_index }}",
    "{{ iter.it }}",
    "{{ iter._first }}",
    "{{ iter._last }}",
    "{{ loop.index }}",
    "{{ loop.first }}",
    "{{ loop }}",
    "{{ iter }}",
    "{{ loop.length }}",
    "{{ loop.done }}",
]
CONDITIONS = [
    True,
    "{{ n > 1 }}",
    "{{ missing }}",
    "{{ missing + 1 }}",
    "n == 3",
    "{{ output.status == 'success' }}",
    "{{ output.status == 'error' }}",
    "{{ event.name == 'loop.done' }}",
    "{{ s0 is defined }}",
    "no",
    "{{ 'no' }}{{ '' }}",
    "{{ x }}",
    False,
    "{{ event.name == 'step.failed' }}",
    "{{ [] }}",
]
LOOPS = [
    "{{ xs }}",
    "{{ 3 }}",
    "{{ m }}",
    "a, b\nc",
    "{{ missing }}",
    "{{ 1 / 0 }}",
    "{{ [] }}",
    "[1, 2]",
    "{{ 2.5 }}",
    "{{ true }}",
    "{{ n }}",
    "{{ s }}",
]
NAMES = ["ctx.x", "x", "ctx.a.b", "step.y", "iter.q", "y.z", "n"]
TASK_NAMES = ["ctx.x", "loc", "iter.i", "step.loc", "ctx.p", "t0"]


BODIES = [
    "result = args",
    "result = {'k': step, 'a': args.get('a')}",
    "raise ValueError(str(args))",
    "result = [context.get('n'), sorted(context)]",
    "x = args.get('a', 1)\nresult = x + 1",
    "print(execution_id)",
    "result = {{ n }}\nassert result > 2, {{ [n] }}",
    "result = list(variables['ctx'])",
    "n = 1\nif args:\n    return n\nreturn {'z': len(context['workload'])}",
    "import sys\nsys.exit(len(args))",
]


class Maker:
    """Makes one playbook from a seed, with Python steps if `bodies`."""

    def __init__(self, seed: int, bodies: bool = False) -> None:
        self.kinds = ["noop", "noop", "http", "shell", *(["python"] * 3 if bodies else [])]
        self.r = random.Random(seed)
        self.count = self.r.randint(1, 6)

    def pick(self, *pools: list[Any]) -> Any:
        return self.r.choice([v for p in pools for v in p])

    def chance(self, p: float) -> bool:
        return self.r.random() < p

    def playbook(self) -> dict[str, Any]:
        steps = [self.step(i) for i in range(self.count)]
        book: dict[str, Any] = {
            "apiVersion": "noetl.io/v2",
            "kind": "Playbook",
            "metadata": {"name": "m", "path": "a/b"},
            "workload": {"n": 3, "s": "txt", "xs": [1, 2, 3], "m": {"a": 1, "b": {"c": 2}}},
            "workflow": steps,
        }
        if self.chance(0.2):
            book["executor"] = {"spec": {"final_step": f"s{self.r.randrange(self.count)}"}}
        return book

    def step(self, i: int) -> dict[str, Any]:
        looped = self.chance(0.25)
        step: dict[str, Any] = {"step": f"s{i}" if self.chance(0.9) or i != self.count - 1 else "end"}
        self.names = getattr(self, "names", [])
        self.names.append(step["step"])
        if self.chance(0.2):
            step["when"] = self.pick(CONDITIONS)
        if self.chance(0.1):
            step["spec"] = {"policy": {"admit": {"rules": [{"when": self.pick(CONDITIONS), "then": {"allow": self.chance(0.5)}}]}}}
        if self.chance(0.2):
            step["input"] = self.entries(["a", "b", "x"], VALUES)
        step["tool"] = self.tool(looped)
        if looped:
            step["loop"] = {"in": self.pick(LOOPS), "iterator": "it", "spec": {"mode": self.pick(["sequential", "parallel"])}}
        step["set"] = {f"ctx.c{i}": f"{{{{ (ctx.c{i} | default(0)) + 1 }}}}"}
        if self.chance(0.4):
            step["set"] |= self.entries(NAMES, VALUES, S_VALUES)
        step["next"] = self.arcs(i, "when" in step or "spec" in step)
        return step

    def entries(self, names: list[str], *pools: list[Any]) -> dict[str, Any]:
        chosen = self.r.sample(names, self.r.randint(1, 2))
        return {name: self.pick(*pools) for name in chosen}

    def tool(self, looped: bool) -> Any:
        if self.chance(0.3):
            return [self.task(f"t{k}", looped) for k in range(self.r.randint(1, 3))]
        task = self.task("", looped)
        if not self.chance(0.2):
            task.pop("spec", None)
            task.pop("set", None)
        return task

    def task(self, name: str, looped: bool) -> dict[str, Any]:
        extra = (P_VALUES if name else []) + (L_VALUES if looped else [])
        kind = self.pick(self.kinds)
        task: dict[str, Any] = {"kind": kind}
        if name and self.chance(0.8):
            task["name"] = name
        if kind == "noop":
            if self.chance(0.7):
                task["result"] = self.pick(VALUES, extra, ["{{ a }}", {"k": "{{ b }}", "j": 1}])
            if self.chance(0.2):
                task["message"] = self.pick(["m{{ n }}", "{{ none }}", "plain", "{{ missing + 1 }}"])
        elif kind == "python":
            task["code"] = self.pick(BODIES)
        else:
            task["url" if kind == "http" else "command"] = self.pick(["u/{{ n }}", "{{ xs }}", "plain"])
            task["auth"] = {"credential": "{{ not.rendered }}"}
            if self.chance(0.3):
                task["headers"] = {"t": "{{ keychain.token }}", "v": self.pick(VALUES, extra)}
        if self.chance(0.3):
            task["input"] = self.entries(["a", "b", "n"], VALUES, extra)
        if self.chance(0.4):
            task["set"] = self.entries(TASK_NAMES, VALUES, P_VALUES, extra)
        if self.chance(0.5):
            task["spec"] = {"policy": {"rules": [self.rule() for _ in range(self.r.randint(1, 2))]}}
        return task

    def rule(self) -> dict[str, Any]:
        do = self.pick(["continue", "break", "retry", "fail", "jump", "odd"])
        then: dict[str, Any] = {"do": do}
        if do == "retry":
            then |= {
                "attempts": self.pick([1, 2, "3", "x"]),
                "delay": self.pick([0.5, "2", 0]),
                "backoff": self.pick(["none", "linear", "exponential", "k"]),
            }
        if do == "jump":
            then = {"do": "retry", "attempts": 2} if self.chance(0.5) else {"do": "jump", "to": "nowhere"}
        if do == "fail" and self.chance(0.5):
            then["message"] = self.pick(["bad {{ n }}", "{{ missing + 1 }}", "plain"])
        if self.chance(0.3):
            then["set"] = self.entries(TASK_NAMES, VALUES, P_VALUES)
        shape = self.r.random()
        if shape < 0.6:
            return {"when": self.pick(CONDITIONS[:5], ["{{ output.status == 'error' }}", "{{ output.status == 'ok' }}"]), "then": then}
        return {"else": {"then": then}} if shape < 0.8 else {"then": then} if shape < 0.9 else {"else": {"do": "fail"}}

    def arcs(self, i: int, guarded: bool) -> Any:
        """Arcs of step i; a step that may be skipped does not count its runs, so nothing leads back from it."""
        targets = [f"s{self.r.randrange(self.count)}" for _ in range(self.r.randint(0, 3))]
        if guarded:
            targets = [t for t in targets if int(t[1:]) > i]
        arcs: list[dict[str, Any]] = []
        for target in targets:
            arc: dict[str, Any] = {"step": target}
            if self.chance(0.4):
                arc["when"] = self.pick(CONDITIONS)
            if int(target[1:]) <= i:
                arc["when"] = f"{{{{ (ctx.c{i} | default(0)) < 3 }}}}"
            if self.chance(0.2):
                arc["set"] = self.entries(NAMES, VALUES, S_VALUES)
            if self.chance(0.1):
                arc["args"] = self.entries(NAMES, VALUES)
            arcs.append(arc)
        if self.chance(0.3):
            return arcs
        return {"spec": {"mode": self.pick(["exclusive", "inclusive"])}, "arcs": arcs}


def make(seed: int, bodies: bool = False) -> dict[str, Any]:
    """The playbook of a seed; step names that arcs use exist."""
    maker = Maker(seed, bodies)
    book = maker.playbook()
    last = book["workflow"][-1]["step"]
    if last == "end":
        old = f"s{len(book['workflow']) - 1}"
        book = json.loads(
            json.dumps(book).replace(f'"step": "{old}"', '"step": "end"').replace(f'"final_step": "{old}"', '"final_step": "end"')
        )
    return book


def answer(seed: int, number: int, request: dict[str, Any]) -> bytes:
    """What the scripted host answers to its `number`-th call: mostly ok, sometimes an error or nonsense."""
    r = random.Random(seed * 1000 + number)
    shape = r.random()
    data = r.choice([{"k": number, "status_code": 200, "headers": {"h": 1}}, [number], None, "t", {"status": "x"}])
    if shape < 0.6:
        return json.dumps({"status": "ok", "data": data}).encode()
    if shape < 0.9:
        error = {"kind": "timeout", "message": "late", "retryable": r.random() < 0.5}
        return json.dumps({"status": "error", "data": data, "error": error}).encode()
    return r.choice([b"{", b"[]", b'{"status":"odd"}', b'{"status":"error","error":{}}', b'{"status":"error","error":null}'])

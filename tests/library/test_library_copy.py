"""copy.copy and copy.deepcopy, compared with CPython's."""

from __future__ import annotations

import json

import noetlc

CODE = """
import copy
from copy import deepcopy
shared = [1]
a = {'x': shared, 'y': shared, 't': (1, [2]), 's': {3}}
b = deepcopy(a)
b['x'].append(9)
b['t'][1].append(8)
c = copy.copy(a)
c['x'].append(7)
loop = [1]
loop.append(loop)
other = deepcopy(loop)
class Box:
    def __init__(self, v):
        self.v = v
box = Box([1, 2])
near, far = copy.copy(box), deepcopy(box)
near.v.append(3)
far.v.append(4)
same = (1, 'a', 2.5)
result = [str(a), str(b), b['x'] is b['y'], other[1] is other, other is loop, box.v, near.v, far.v, deepcopy(same) is same, deepcopy(5)]
"""


def test_copies_equal_cpython() -> None:
    head = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: case}\nworkflow:\n- step: start\n"
    text = head + f"  tool: {{kind: python, code: {json.dumps('{% raw %}' + CODE + '{% endraw %}')}}}\n"
    built = noetlc.build(text, verify=False)
    assert [s.lowered for s in built.steps] == ["native"]
    scope: dict[str, object] = {}
    exec(compile(CODE, "copy", "exec"), scope)
    envelope = noetlc.run(built.wasm)
    assert envelope["errors"] == []
    assert envelope["result"] == json.loads(json.dumps(scope["result"]))

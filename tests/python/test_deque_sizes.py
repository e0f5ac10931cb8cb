"""How long a deque is takes no copy of it, where it is not known to be one, either."""

from __future__ import annotations

import time

import noetlc

TEXT = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: sizes}
workload: {n: 1}
workflow:
  - step: start
    tool:
      kind: python
      input: {n: "{{ workload.n }}"}
      code: |
        from collections import deque
        class Line:
            def __init__(self, n): self.items = deque(range(n))
            def size(self): return len(self.items)
        line = Line(n)
        result = sum([line.size() for _ in range(10000)])
"""


def test_ten_thousand_looks_at_a_long_deque() -> None:
    wasm = noetlc.build(TEXT, verify=False).wasm
    taken = []
    for n in (10, 20000):
        begin = time.process_time()
        assert noetlc.run(wasm, {"n": n})["result"] == n * 10000
        taken.append(time.process_time() - begin)
    assert taken[1] < taken[0] + 0.25  # copies would take a second

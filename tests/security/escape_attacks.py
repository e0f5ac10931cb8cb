"""What somebody would find who got out of a template: the attacks of bodies, and some more, in a process behind the filter of the
interpreter (`tests.security.tree_role`). As a program this file runs them where it is started, and prints the loot as JSON.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from noetlc.confine import processes
from noetlc.confine.frames import ChannelClosed
from noetlc.confine.trees import Overdue, Tree
from tests.security.body_attacks import BODIES, MARK, Surroundings, main

EXTRA = (
    "import os\nos.kill(os.getppid() or {pid}, 0)\nresult = 1",
    "import os\nresult = 0\nfor pid in range(1, 40):\n    try:\n        os.kill(pid, 9)\n        result = 1\n    except OSError:\n        pass",
    "import socket\na, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\nresult = 1",
    "import socket\na, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)\nresult = 1",
    "import socket\na, b = socket.socketpair()\nresult = a.connect_ex('\\0noetl') == 0 or a.bind('\\0noetl') is None",
    "import socket\na, b = socket.socketpair()\na.listen(1)\nresult = 1",
    "import ctypes\nresult = ctypes.CDLL(None).prctl(4, 1) == 0",
    "import ctypes\nresult = ctypes.CDLL(None).setsid() > 0",
)
_OWN = "socket.socketpair()\nresult = 1"  # that is how the interpreter asks for workers


def run_all(around: Surroundings, without: frozenset[str]) -> list[str]:
    """Every attack that got something, and every damage that can be seen afterwards."""
    os.environ["ATTACK"] = MARK
    processes.ROLES["escaped"] = "tests.security.tree_role"

    def planted() -> Tree:
        tree = processes.plant("escaped", {"memory": 512 << 20, "without": sorted(without)})
        assert tree.wall.level == ("contained" if "namespaces" in without else tree.wall.level) != "none", tree.wall.level
        assert json.loads(tree.exchange(b"result = 1 + 1", 10.0)) == 2
        return tree

    found = []
    tree = planted()
    for code in (*BODIES, *EXTRA):
        if _OWN in code:
            continue
        try:
            got = json.loads(tree.exchange(around.fill(code).encode(), 10.0))
        except (ChannelClosed, Overdue):  # it ended itself
            tree.end(kill=True)
            tree = planted()
            continue
        if got:
            found.append(f"{code!r} got {str(got)[:100]}")
    tree.end(kill=True)
    if Path(around.file).read_text() != MARK or sorted(os.listdir(around.folder)) != ["secret.txt"]:
        found.append(f"files changed: {os.listdir(around.folder)}")
    return found


if __name__ == "__main__":
    main(run_all)

"""A build leaves nothing behind but its result: no files, no warnings, no changed state of the process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"

BUILD = """
import gc, random, sys, warnings
warnings.simplefilter("error")
if len(sys.argv) > 2:
    import project
before = random.getstate(), sys.getrecursionlimit(), sys.get_int_max_str_digits(), gc.isenabled()
import noetlc
from pathlib import Path
from noetlc.verify.payloads import generate
noetlc.build(Path(sys.argv[1]), examples=10)
assert before == (random.getstate(), sys.getrecursionlimit(), sys.get_int_max_str_digits(), gc.isenabled())
print(generate({"n": 1, "s": "x", "f": 0.5, "l": []}, 200, 3))
"""


def test_a_build_stores_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "project.py").write_text("A = 987654321\nB = 'a text of this project'\nC = 0.987654321\n")
    command = [sys.executable, "-B", "-c", BUILD, str(EXAMPLES / "scoring.yaml")]
    told = [subprocess.run([*command, *more], cwd=tmp_path, capture_output=True, text=True) for more in ([], ["project"])]
    assert [(done.returncode, done.stderr) for done in told] == [(0, ""), (0, "")]
    assert told[0].stdout == told[1].stdout, "the modules of a project change what is drawn"
    assert [path.name for path in tmp_path.iterdir()] == ["project.py"]

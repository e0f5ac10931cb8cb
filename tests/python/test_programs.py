"""Random programs against CPython, drawn by Hypothesis so that a failure shrinks. The long run is `fuzz_programs.py`."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from fuzz_classes import ClassProgram
from fuzz_language import LanguageProgram
from fuzz_program import Program
from fuzz_programs import differences

BATCH = 12
FEW = 4  # about classes: what one does by computed names is in the way of what is known of the others
EXAMPLES = int(os.environ.get("NOETLC_PROGRAMS", "24")) // BATCH


@st.composite
def programs(draw: st.DrawFn) -> str:
    source = draw(st.randoms(use_true_random=False))
    return draw(st.sampled_from([Program, LanguageProgram]))(source.randrange, "p0").text()


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(st.lists(programs(), min_size=BATCH, max_size=BATCH))
def test_random_programs(batch: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert differences(batch) == []


@st.composite
def of_classes(draw: st.DrawFn) -> str:
    return ClassProgram(draw(st.randoms(use_true_random=False)).randrange, "p0").text()


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(st.lists(of_classes(), min_size=FEW, max_size=FEW))
def test_random_classes(batch: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert differences(batch) == []

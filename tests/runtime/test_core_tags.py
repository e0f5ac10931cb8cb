"""Tags and features tell kinds apart, so no two may be equal."""

from __future__ import annotations

import re
from pathlib import Path

import noetlc
from noetlc.layout import tags
from noetlc.layout.features import Feature

SOURCES = [p.read_text("utf-8") for p in Path(noetlc.__file__).parent.rglob("*.py") if p.name != "features.py" or p.parent.name != "layout"]


def test_tags_differ() -> None:
    taken: dict[int, str] = {}
    for name, value in vars(tags).items():
        if name.startswith("T_"):
            assert taken.setdefault(value, name) == name
    assert all(0 <= value < 256 for value in taken)


def test_features_are_no_tags_and_say_what_they_mean() -> None:
    assert [int(feature) for feature in Feature] == list(range(256, 256 + len(Feature)))
    assert all(feature.meaning and not feature.meaning.endswith(".") for feature in Feature)


def test_every_feature_is_switched_on_and_asked_for() -> None:
    """One that nothing asks for, or nothing switches on, is dead."""
    asked = {name for text in SOURCES for name in re.findall(r"live\(Feature\.(\w+)\)|\"live\", \(\), Feature\.(\w+)", text) for name in name if name}
    uses = [name for text in SOURCES for name in re.findall(r"Feature\.([A-Z]\w*)", text)]
    for feature in Feature:
        assert feature.name in asked or feature in ASKED_OTHERWISE, feature.name
        assert uses.count(feature.name) > 1, feature.name


ASKED_OTHERWISE = frozenset({Feature.OPERATORS})  # by inference

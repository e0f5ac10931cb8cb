"""A worker process that kills itself: `python killing.py '{"catalog": …, "points": {"ran": 3}, …}'`.

`points` is by point how often it is passed before the process dies; with `chance`, it dies at any point with this probability instead.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections import Counter
from typing import Any

from noetlc.catalog import Catalog
from noetlc.cli.interrupt import ending_gently, watch
from noetlc.worker.dispatch import Rights
from noetlc.worker.model import Hook
from noetlc.worker.start import WorkerSettings, opened_worker

Json = Any


def hook_of(settings: Json) -> Hook:
    """Kills this process where the settings say."""
    points, chance = settings.get("points", {}), settings.get("chance", 0.0)
    dice = random.Random(settings.get("seed"))
    passed: Counter[str] = Counter()

    def hook(point: str) -> None:
        passed[point] += 1
        if passed[point] == points.get(point) or dice.random() < chance:
            os.kill(os.getpid(), signal.SIGKILL)

    return hook


def main() -> None:
    """Works until SIGTERM, or with `once` until nothing is due."""
    watch()
    settings = json.loads(sys.argv[1])
    rights = Rights(frozenset(settings.get("allow", ())), idempotent=frozenset(settings.get("idempotent", ())))
    given = {name: settings[name] for name in ("queue", "sink", "pool", "lease", "concurrency", "token", "max_attempts") if name in settings}
    with (
        Catalog.open(settings["catalog"]) as catalog,
        opened_worker(catalog, WorkerSettings(rights=rights, **given), hook=hook_of(settings)) as worker,
        ending_gently(worker.stop),
    ):
        print("ready", flush=True)
        worker.run(once=settings.get("once", False))


if __name__ == "__main__":
    main()

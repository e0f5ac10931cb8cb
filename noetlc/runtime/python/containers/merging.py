"""CPython's merging of runs of records: which runs when (powersort), and in which order items are compared (galloping).

Comparing may run code of a body or fail, so that the order can be seen.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, load32, memory_copy, noinline, store32
from noetlc.runtime.python.containers.sort_records import RECORD, record_less, record_move

# what a sort keeps: how many runs wait to be merged, how often one must win in a row before a merge gallops; of the merge the next record
# of the run that was moved aside, of the other one and the place for the least (or greatest) of both, with how many are left; the runs
LEAST = 4
ASIDE = 8
OTHER = 16
LEFT = 4  # behind the place of either
PLACE = 24
RUNS = 28
RUN = 12  # bytes: the index of the first record,
RUN_LENGTH = 4
RUN_POWER = 8  # and that of the boundary to the next run: boundaries of higher ones are merged first
ONE_PENDING = RUNS + RUN
PENDING_BYTES = RUNS + 34 * RUN  # powers increase, and there are no more bits in the length of a list
MIN_GALLOP = 7


def begin_runs(pending: i32) -> None:
    store32(pending, 0)
    store32(pending, MIN_GALLOP, LEAST)


def run_at(pending: i32, i: i32) -> i32:
    return pending + RUNS + i * RUN


def add_run(pending: i32, r: i32, start: i32, n: i32, total: i32, spare: i32) -> i32:
    """A further run of n records waits, after merges of those before that come first; 0 when raised."""
    if load32(pending):
        last: i32 = run_at(pending, load32(pending) - 1)
        power: i32 = boundary_power(load32(last), load32(last, RUN_LENGTH), n, total)
        while load32(pending) > 1 and load32(run_at(pending, load32(pending) - 2), RUN_POWER) > power:
            if not merge_at(pending, load32(pending) - 2, r, spare):
                return 0
        store32(run_at(pending, load32(pending) - 1), power, RUN_POWER)
    own: i32 = run_at(pending, load32(pending))
    store32(own, start)
    store32(own, n, RUN_LENGTH)
    store32(pending, load32(pending) + 1)
    return 1


def boundary_power(start: i32, n: i32, following: i32, total: i32) -> i32:
    """The first bit in which the middles of two neighbouring runs differ, as fractions of the list."""
    a: i32 = 2 * start + n
    b: i32 = a + n + following
    power: i32 = 1
    while a >= total or b < total:
        if a >= total:
            a -= total
            b -= total
        a = a << 1
        b = b << 1
        power += 1
    return power


def merge_pending(pending: i32, r: i32, spare: i32) -> i32:
    """Merges what waits until one run is left; 0 when raised."""
    while load32(pending) > 1:
        i: i32 = load32(pending) - 2
        if i > 0 and load32(run_at(pending, i - 1), RUN_LENGTH) < load32(run_at(pending, i + 1), RUN_LENGTH):
            i -= 1
        if not merge_at(pending, i, r, spare):
            return 0
    return 1


def merge_at(pending: i32, i: i32, r: i32, spare: i32) -> i32:
    """Merges the waiting run i with the next one; 0 when raised (nothing is lost)."""
    own: i32 = run_at(pending, i)
    na: i32 = load32(own, RUN_LENGTH)
    nb: i32 = load32(own, RUN + RUN_LENGTH)
    a: i32 = r + (load32(own) << 4)
    b: i32 = r + (load32(own, RUN) << 4)
    store32(own, na + nb, RUN_LENGTH)
    store32(pending, load32(pending) - 1)
    if i == load32(pending) - 2:
        memory_copy(own + RUN, own + 2 * RUN, RUN)
    at: i32 = gallop(b, a, na, 0, 1)
    if at < 0:
        return 0
    a += at << 4
    na -= at
    if na == 0:
        return 1
    nb = gallop(a + (na << 4) - RECORD, b, nb, nb - 1, 0)
    if nb <= 0:
        return nb == 0
    if na <= nb:
        memory_copy(spare, a, na << 4)
        merge_begins(pending, spare, na, b, nb, a)
        return merge(pending, 1)
    memory_copy(spare, b, nb << 4)
    merge_begins(pending, spare + (nb << 4) - RECORD, nb, a + (na << 4) - RECORD, na, b + (nb << 4) - RECORD)
    return merge(pending, 0)


@noinline
def goes_before(key: i32, p: i32, behind_equal: i32) -> i32:
    """Whether a record belongs before another; -1 when raised."""
    if behind_equal:
        return record_less(key, p)
    less: i32 = record_less(p, key)
    return less if less < 0 else less ^ 1


@noinline
def gallop(key: i32, a: i32, n: i32, hint: i32, behind_equal: i32) -> i32:
    """Where a record belongs among n sorted ones, looked for from the hint on with growing steps; -1 when raised."""
    before: i32 = goes_before(key, a + (hint << 4), behind_equal)
    if before < 0:
        return -1
    most: i32 = hint + 1 if before else n - hint
    last: i32 = 0
    step: i32 = 1
    found: i32 = before
    while step < most:
        found = goes_before(key, a + ((hint - step if before else hint + step) << 4), behind_equal)
        if found < 0:
            return -1
        if found != before:
            break
        last = step
        step = (step << 1) + 1
    if step > most:
        step = most
    low: i32 = (hint - step if before else hint + last) + 1
    high: i32 = hint - last if before else hint + step
    while low < high:
        middle: i32 = low + ((high - low) >> 1)
        found = goes_before(key, a + (middle << 4), behind_equal)
        if found < 0:
            return -1
        if found:
            high = middle
        else:
            low = middle + 1
    return high


# ---- one merge: from below, with the first run moved aside, or from above, with the second one; the shorter of both


def merge_begins(pending: i32, aside: i32, n: i32, other: i32, others: i32, place: i32) -> None:
    store32(pending, aside, ASIDE)
    store32(pending, n, ASIDE + LEFT)
    store32(pending, other, OTHER)
    store32(pending, others, OTHER + LEFT)
    store32(pending, place, PLACE)


def merge(pending: i32, below: i32) -> i32:
    """Merges two runs; 0 when raised (nothing is lost)."""
    records_moved(pending, OTHER, 1, below)
    more: i32 = not is_merged(pending)
    while more > 0:
        more = merge_by_one(pending, below)
        if more > 0:
            more = merge_galloping(pending, below)
    if more == 0:
        records_moved(pending, OTHER, load32(pending, OTHER + LEFT), below)
    records_moved(pending, ASIDE, load32(pending, ASIDE + LEFT), below)
    return more == 0


def is_merged(pending: i32) -> i32:
    """Whether the rest of a merge is clear: one record moved aside belongs behind all others."""
    return load32(pending, OTHER + LEFT) == 0 or load32(pending, ASIDE + LEFT) <= 1


@noinline
def records_moved(pending: i32, run: i32, n: i32, below: i32) -> None:
    """Moves the next records of a run to the place for them."""
    p: i32 = load32(pending + run)
    to: i32 = load32(pending, PLACE)
    back: i32 = 0 if below else (n << 4) - RECORD
    memory_copy(to - back, p - back, n << 4)
    by: i32 = n << 4 if below else -(n << 4)
    store32(pending + run, p + by)
    store32(pending, to + by, PLACE)
    store32(pending + run, load32(pending + run, LEFT) - n, LEFT)


def merge_by_one(pending: i32, below: i32) -> i32:
    """Merges record by record until one run has won often in a row; 0 when merged, -1 when raised."""
    step: i32 = RECORD if below else -RECORD
    least: i32 = load32(pending, LEAST)
    aside: i32 = load32(pending, ASIDE)
    other: i32 = load32(pending, OTHER)
    to: i32 = load32(pending, PLACE)
    n: i32 = load32(pending, ASIDE + LEFT)
    others: i32 = load32(pending, OTHER + LEFT)
    won: i32 = 0
    lost: i32 = 0
    less: i32 = 0
    while won < least and lost < least and others > 0 and n > 1:
        less = record_less(other if below else aside, aside if below else other)
        if less < 0:
            break
        if less:
            record_move(to, other)
            other += step
            others -= 1
            lost += 1
            won = 0
        else:
            record_move(to, aside)
            aside += step
            n -= 1
            won += 1
            lost = 0
        to += step
    merge_begins(pending, aside, n, other, others, to)
    if less < 0:
        return -1
    return not is_merged(pending)


def merge_galloping(pending: i32, below: i32) -> i32:
    """Merges by stretches as long as these are long; 0 when merged, -1 when raised."""
    first: i32 = ASIDE if below else OTHER
    second: i32 = OTHER if below else ASIDE
    least: i32 = load32(pending, LEAST) + 1
    won: i32 = MIN_GALLOP
    lost: i32 = 0
    while won >= MIN_GALLOP or lost >= MIN_GALLOP:
        least -= least > 1
        store32(pending, least, LEAST)
        won = stretch_moved(pending, first, second, below, 1)
        if won < 0 or is_merged(pending):
            return won >> 31
        records_moved(pending, second, 1, below)
        if is_merged(pending):
            return 0
        lost = stretch_moved(pending, second, first, below, 0)
        if lost < 0 or is_merged(pending):
            return lost >> 31
        records_moved(pending, first, 1, below)
        if is_merged(pending):
            return 0
    store32(pending, least + 1, LEAST)
    return 1


@noinline
def stretch_moved(pending: i32, run: i32, keyed: i32, below: i32, behind_equal: i32) -> i32:
    """Moves the records of a run before the next one of the other; their number, -1 when raised."""
    n: i32 = load32(pending + run, LEFT)
    p: i32 = load32(pending + run)
    at: i32 = gallop(load32(pending + keyed), p if below else p - (n << 4) + RECORD, n, 0 if below else n - 1, behind_equal)
    if at < 0:
        return -1
    if not below:
        at = n - at
    records_moved(pending, run, at, below)
    return at

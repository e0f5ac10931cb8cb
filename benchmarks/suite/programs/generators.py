"""Generators on top of each other: numbers, filters, windows, pairs, and a tree that is walked with `yield from`."""

from itertools import chain, islice, takewhile

TINY, FULL = 30, 300_000


def numbers(n):
    state = 17
    for _ in range(n):
        state = (state * 1103 + 12345) % 65536
        yield state


def odd(values):
    for value in values:
        if value % 2:
            yield value


def windows(values, width):
    last = []
    for value in values:
        last.append(value)
        if len(last) > width:
            del last[0]
        if len(last) == width:
            yield tuple(last)


def walk(low, high):
    if low < high:
        middle = (low + high) // 2
        yield from walk(low, middle)
        yield middle
        yield from walk(middle + 1, high)


def main(n):
    rising = sum(1 for a, b, c in windows(odd(numbers(n)), 3) if a < b < c)
    squares = (value * value % 1009 for value in odd(numbers(n)))
    small = sum(value for value in squares if value < 500)
    tree = sum(place * value for place, value in enumerate(walk(0, n // 8))) % 1_000_003
    head = list(islice(chain(numbers(3), takewhile(lambda value: value < 60_000, numbers(n))), 12))
    return {"rising": rising, "small": small, "tree": tree, "head": head}

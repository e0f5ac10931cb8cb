"""Ways through a grid with walls: breadth first with a deque, cheapest with a heap, parts joined with a union by rank."""

import heapq
from collections import deque

TINY, FULL = 6, 140
STEPS = ((0, 1), (1, 0), (0, -1), (-1, 0))


def grid(n):
    return [["#" if (x * 7 + y * 13 + x * y) % 5 == 0 and x + y > 2 else "." for x in range(n)] for y in range(n)]


def around(cells, x, y):
    size = len(cells)
    for dx, dy in STEPS:
        if 0 <= x + dx < size and 0 <= y + dy < size and cells[y + dy][x + dx] == ".":
            yield x + dx, y + dy


def distances(cells, start):
    found = {start: 0}
    pending = deque([start])
    while pending:
        here = pending.popleft()
        for there in around(cells, *here):
            if there not in found:
                found[there] = found[here] + 1
                pending.append(there)
    return found


def cheapest(cells, start):
    best = {start: 0}
    heap = [(0, start)]
    while heap:
        cost, here = heapq.heappop(heap)
        if cost > best[here]:
            continue
        for x, y in around(cells, *here):
            total = cost + (x * y) % 9 + 1
            if total < best.get((x, y), 1_000_000_000):
                best[x, y] = total
                heapq.heappush(heap, (total, (x, y)))
    return best


def parts(cells):
    parent = {}

    def root(cell):
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    for y, row in enumerate(cells):
        for x, mark in enumerate(row):
            if mark == ".":
                parent[x, y] = (x, y)
    for x, y in list(parent):
        for near in around(cells, x, y):
            one, other = root((x, y)), root(near)
            if one != other:
                parent[one] = other
    return len({root(cell) for cell in parent})


def main(n):
    cells = grid(n)
    near = distances(cells, (0, 0))
    cheap = cheapest(cells, (0, 0))
    return {"reached": len(near), "farthest": max(near.values()), "dearest": max(cheap.values()), "sum": sum(cheap.values()), "parts": parts(cells)}

"""The largest singular value of an endless matrix, cut off: float division of ints, nested loops, comprehensions."""

TINY, FULL = 10, 300


def entry(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(vector):
    return [sum(entry(i, j) * vector[j] for j in range(len(vector))) for i in range(len(vector))]


def times_transposed(vector):
    found = []
    for i in range(len(vector)):
        total = 0.0
        for j in range(len(vector)):
            total += entry(j, i) * vector[j]
        found.append(total)
    return found


def main(n):
    u = [1.0] * n
    v = u
    for _ in range(6):
        v = times_transposed(times(u))
        u = times_transposed(times(v))
    above = below = 0.0
    for a, b in zip(u, v):
        above += a * b
        below += b * b
    return (above / below) ** 0.5

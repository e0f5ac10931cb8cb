"""Matrices as lists of lists: product, transposed with zip, elimination with pivots, powers modulo a number."""

TINY, FULL = 4, 80


def product(a, b):
    columns = list(zip(*b))
    return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]


def power(a, exponent, modulus):
    size = len(a)
    found = [[int(i == j) for j in range(size)] for i in range(size)]
    while exponent:
        if exponent & 1:
            found = [[value % modulus for value in row] for row in product(found, a)]
        a = [[value % modulus for value in row] for row in product(a, a)]
        exponent >>= 1
    return found


def determinant(a):
    a = [list(map(float, row)) for row in a]
    size = len(a)
    found = 1.0
    for k in range(size):
        pivot = max(range(k, size), key=lambda i: abs(a[i][k]))
        if a[pivot][k] == 0.0:
            return 0.0
        if pivot != k:
            a[k], a[pivot] = a[pivot], a[k]
            found = -found
        found *= a[k][k]
        for i in range(k + 1, size):
            factor = a[i][k] / a[k][k]
            for j in range(k, size):
                a[i][j] -= factor * a[k][j]
    return found


def main(n):
    a = [[(i * 7 + j * 3 + i * j) % 11 + (5 if i == j else 0) for j in range(n)] for i in range(n)]
    raised = power(a, 21, 99_991)
    trace = sum(raised[i][i] for i in range(n))
    return {"trace": trace, "corner": raised[0][-1], "determinant": determinant([row[: n // 2] for row in a[: n // 2]])}

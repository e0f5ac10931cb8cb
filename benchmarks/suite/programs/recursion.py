"""Functions that call themselves: Fibonacci, queens on a board, ways to pay a sum, moves of a tower."""

TINY, FULL = 5, 29


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def queens(size, row, columns, down, up):
    if row == size:
        return 1
    found = 0
    for column in range(size):
        if not (columns >> column & 1 or down >> (row + column) & 1 or up >> (row - column + size) & 1):
            found += queens(size, row + 1, columns | 1 << column, down | 1 << (row + column), up | 1 << (row - column + size))
    return found


def ways(amount, coins):
    if amount == 0:
        return 1
    if amount < 0 or not coins:
        return 0
    return ways(amount - coins[0], coins) + ways(amount, coins[1:])


def tower(height, source, target, spare):
    if height == 0:
        return 0
    return tower(height - 1, source, spare, target) + 1 + tower(height - 1, spare, target, source)


def main(n):
    return [fibonacci(n), queens(min(n // 3 + 1, 8), 0, 0, 0, 0), ways(n * 4, (50, 20, 10, 5, 2, 1)), tower(n // 2 + 4, "a", "b", "c")]

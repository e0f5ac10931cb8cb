"""How often a stack of numbered pancakes is flipped, over all orders: list slices, swaps, while loops of small ints."""

TINY, FULL = 5, 9


def main(n):
    order = list(range(n))
    counts = [0] * n
    most = checksum = 0
    sign = 1
    rest = n
    while True:
        while rest > 1:
            counts[rest - 1] = rest
            rest -= 1
        if order[0] != 0:
            stack = order[:]
            flips = 0
            top = stack[0]
            while top:
                stack[: top + 1] = stack[top::-1]
                flips += 1
                top = stack[0]
            if flips > most:
                most = flips
            checksum += sign * flips
        sign = -sign
        rest = 1
        while True:
            if rest == n:
                return [checksum, most]
            order.insert(rest, order.pop(0))
            counts[rest] -= 1
            if counts[rest] > 0:
                break
            rest += 1

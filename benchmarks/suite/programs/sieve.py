"""Primes, digits and random numbers: a sieve in a list, sums of divisors, a linear congruence, Collatz chains."""

TINY, FULL = 100, 300_000


def primes(n):
    sieve = [True] * (n + 1)
    sieve[0] = sieve[1] = False
    k = 2
    while k * k <= n:
        if sieve[k]:
            for multiple in range(k * k, n + 1, k):
                sieve[multiple] = False
        k += 1
    return [k for k in range(n + 1) if sieve[k]]


def longest_chain(n):
    lengths = {1: 1}
    best = 1
    for start in range(2, n):
        value, steps = start, 0
        while value not in lengths:
            value = value * 3 + 1 if value & 1 else value // 2
            steps += 1
        lengths[start] = steps + lengths[value]
        if lengths[start] > lengths[best]:
            best = start
    return [best, lengths[best]]


def main(n):
    found = primes(n)
    seed = 42
    hits = 0
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) % 2147483648
        if seed % 7 == 3:
            hits += 1
    digits = 0
    for k in range(n):
        while k:
            digits += k % 10
            k //= 10
    return {"primes": len(found), "last": found[-1], "hits": hits, "digits": digits, "chain": longest_chain(n // 4)}

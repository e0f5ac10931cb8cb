"""Arithmetic on natural numbers written as decimal digits without leading zeros.

Numbers of up to 18 digits are ints of 64 bits, longer ones are cut into limbs of 9 or 18 digits.
"""


def limbs_of(digits, width):
    """The limbs of a number, the lowest first."""
    limbs = []
    end = len(digits)
    while end > width:
        limbs.append(int(digits[end - width : end]))
        end -= width
    limbs.append(int(digits[:end]))
    return limbs


def digits_of(limbs, width):
    top = len(limbs) - 1
    while top > 0 and limbs[top] == 0:
        top -= 1
    parts = [str(limbs[top])]
    while top > 0:
        top -= 1
        parts.append(str(limbs[top]).zfill(width))
    return "".join(parts)


def digits_less(a, b):
    return len(a) < len(b) or (len(a) == len(b) and a < b)


def digits_add(a, b):
    if len(a) <= 18 and len(b) <= 18:
        return str(int(a) + int(b))
    xs = limbs_of(a, 18)
    ys = limbs_of(b, 18)
    if len(xs) < len(ys):
        xs, ys = ys, xs
    carry = 0
    for i in range(len(xs)):
        total = xs[i] + carry
        if i < len(ys):
            total += ys[i]
        carry = 0
        if total >= 1000000000000000000:
            total -= 1000000000000000000
            carry = 1
        xs[i] = total
    if carry:
        xs.append(1)
    return digits_of(xs, 18)


def digits_subtract(a, b):
    """a - b for a >= b."""
    if len(a) <= 18:
        return str(int(a) - int(b))
    xs = limbs_of(a, 18)
    ys = limbs_of(b, 18)
    borrow = 0
    for i in range(len(xs)):
        total = xs[i] - borrow
        if i < len(ys):
            total -= ys[i]
        borrow = 0
        if total < 0:
            total += 1000000000000000000
            borrow = 1
        xs[i] = total
    return digits_of(xs, 18)


def digits_multiply(a, b):
    if len(a) + len(b) <= 18:
        return str(int(a) * int(b))
    if a == "0" or b == "0":
        return "0"
    xs = limbs_of(a, 9)
    ys = limbs_of(b, 9)
    product = [0] * (len(xs) + len(ys))
    for i in range(len(xs)):
        x = xs[i]
        carry = 0
        for j in range(len(ys)):
            total = product[i + j] + x * ys[j] + carry
            carry = total // 1000000000
            product[i + j] = total - carry * 1000000000
        product[i + len(ys)] = carry
    return digits_of(product, 9)


def digits_divmod(a, b):
    """Quotient and remainder for b > 0."""
    if len(a) <= 18 and len(b) <= 18:
        q, r = divmod(int(a), int(b))
        return str(q), str(r)
    if digits_less(a, b):
        return "0", a
    if len(b) > 9:
        return digits_divide_long(a, b)
    divisor = int(b)
    limbs = limbs_of(a, 9)
    rest = 0
    for i in range(len(limbs) - 1, -1, -1):
        total = rest * 1000000000 + limbs[i]
        limbs[i] = total // divisor
        rest = total - limbs[i] * divisor
    return digits_of(limbs, 9), str(rest)


def digits_divide_long(a, b):
    """Schoolbook division by two limbs or more: each limb of the quotient is estimated from the highest limbs and then corrected."""
    scale = 1000000000 // (limbs_of(b, 9)[-1] + 1)
    rest = limbs_of(digits_multiply(a, str(scale)), 9)
    divisor = limbs_of(digits_multiply(b, str(scale)), 9)
    rest.append(0)
    n = len(divisor)
    highest = divisor[n - 1]
    second = divisor[n - 2]
    count = len(rest) - n
    quotient = [0] * count
    for k in range(count - 1, -1, -1):
        top = rest[k + n] * 1000000000 + rest[k + n - 1]
        guess = top // highest
        over = top - guess * highest
        while guess >= 1000000000 or guess * second > over * 1000000000 + rest[k + n - 2]:
            guess -= 1
            over += highest
            if over >= 1000000000:
                break
        borrow = 0
        for i in range(n):
            total = rest[k + i] - guess * divisor[i] - borrow
            borrow = -(total // 1000000000)
            rest[k + i] = total + borrow * 1000000000
        total = rest[k + n] - borrow
        if total < 0:
            guess -= 1
            carry = 0
            for i in range(n):
                added = rest[k + i] + divisor[i] + carry
                carry = 0
                if added >= 1000000000:
                    added -= 1000000000
                    carry = 1
                rest[k + i] = added
            total += carry
        rest[k + n] = total
        quotient[k] = guess
    remainder, _ = digits_divmod(digits_of(rest, 9), str(scale))
    return digits_of(quotient, 9), remainder


def digits_root(a):
    """The floor of the square root, and whether it is exact."""
    if a == "0":
        return "0", True
    guess = "1" + "0" * ((len(a) + 1) // 2)
    while True:
        quotient, rest = digits_divmod(a, guess)
        if not digits_less(quotient, guess):
            return guess, quotient == guess and rest == "0"
        guess = digits_divmod(digits_add(guess, quotient), "2")[0]


def digits_power(a, n):
    result = "1"
    while n > 0:
        if n & 1:
            result = digits_multiply(result, a)
        n >>= 1
        if n:
            a = digits_multiply(a, a)
    return result

"""Money in decimals: prices times amounts, taxes rounded to cents, interest by month, totals by rate."""

from decimal import ROUND_HALF_UP, Decimal

TINY, FULL = 10, 40_000
CENT = Decimal("0.01")


def main(n):
    rates = {"full": Decimal("0.19"), "low": Decimal("0.07"), "none": Decimal(0)}
    names = list(rates)
    taxes = dict.fromkeys(rates, Decimal(0))
    total = Decimal(0)
    for i in range(n):
        price = Decimal(i * 37 % 10_000) / 100
        line = price * (i % 9 + 1)
        name = names[i % 3]
        tax = (line * rates[name]).quantize(CENT, rounding=ROUND_HALF_UP)
        taxes[name] += tax
        total += line + tax
    balance = Decimal("1000.00")
    for _ in range(n // 20):
        balance += (balance * Decimal("0.0031")).quantize(CENT)
        balance -= Decimal("2.50")
    return {"total": str(total), "taxes": {name: str(tax) for name, tax in taxes.items()}, "balance": str(balance)}

"""A rule engine: conditions as nested dicts, evaluated on orders that are dicts, with totals by rule."""

TINY, FULL = 20, 60_000

RULES = [
    {"name": "big", "when": {"op": ">", "field": "total", "value": 400}, "discount": 0.05},
    {"name": "nordic", "when": {"op": "in", "field": "country", "value": ["SE", "NO", "FI"]}, "discount": 0.02},
    {
        "name": "loyal",
        "when": {"op": "and", "of": [{"op": ">=", "field": "years", "value": 3}, {"op": "==", "field": "tier", "value": "gold"}]},
        "discount": 0.07,
    },
    {
        "name": "risky",
        "when": {
            "op": "or",
            "of": [
                {"op": "not", "of": [{"op": "has", "field": "email"}]},
                {"op": "and", "of": [{"op": "<", "field": "years", "value": 1}, {"op": ">", "field": "total", "value": 800}]},
            ],
        },
        "discount": -0.03,
    },
]


def holds(condition, record):
    op = condition["op"]
    if op == "and":
        return all(holds(part, record) for part in condition["of"])
    if op == "or":
        return any(holds(part, record) for part in condition["of"])
    if op == "not":
        return not holds(condition["of"][0], record)
    if op == "has":
        return condition["field"] in record
    value = record.get(condition["field"])
    if value is None:
        return False
    wanted = condition["value"]
    if op == "==":
        return value == wanted
    if op == "in":
        return value in wanted
    if op == ">":
        return value > wanted
    if op == ">=":
        return value >= wanted
    return value < wanted


def orders(n):
    countries = ["SE", "DE", "NO", "FR", "FI", "US", "BR"]
    tiers = ["basic", "silver", "gold"]
    for i in range(n):
        order = {"id": i, "total": i * 37 % 1000, "country": countries[i % 7], "years": i % 6, "tier": tiers[i * i % 3]}
        if i % 11:
            order["email"] = "someone@example.org"
        yield order


def main(n):
    totals = {}
    paid = 0.0
    for order in orders(n):
        rate = 1.0
        for rule in RULES:
            if holds(rule["when"], order):
                rate -= rule["discount"]
                entry = totals.setdefault(rule["name"], {"count": 0, "sum": 0})
                entry["count"] += 1
                entry["sum"] += order["total"]
        paid += order["total"] * rate
    return {"paid": round(paid, 2), "rules": totals}

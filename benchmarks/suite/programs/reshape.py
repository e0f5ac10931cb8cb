"""Nested JSON read, flattened to paths, filtered, built up in another shape and written again."""

import json

TINY, FULL = 5, 3_000


def document(n):
    orders = []
    for i in range(n):
        items = [{"sku": f"S{(i + j) % 40}", "qty": j + 1, "price": (i * 3 + j) / 4} for j in range(i % 5 + 1)]
        orders.append({"id": i, "customer": {"name": f"Customer {i % 17}", "address": {"city": f"City {i % 9}"}}, "items": items, "note": None})
    return json.dumps({"orders": orders, "version": 3})


def flat(value, path, found):
    if isinstance(value, dict):
        for key, item in value.items():
            flat(item, path + "." + key if path else key, found)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            flat(item, f"{path}[{index}]", found)
    elif value is not None:
        found[path] = value


def without_empty(value):
    if isinstance(value, dict):
        return {key: without_empty(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_empty(item) for item in value]
    return value


def main(n):
    given = json.loads(document(n))
    paths = {}
    flat(given, "", paths)
    cities = {}
    for order in without_empty(given)["orders"]:
        city = cities.setdefault(order["customer"]["address"]["city"], {"orders": [], "total": 0})
        amount = sum(item["qty"] * item["price"] for item in order["items"])
        city["orders"].append({"id": order["id"], "by": order["customer"]["name"], "amount": amount, "skus": [item["sku"] for item in order["items"]]})
        city["total"] += amount
    written = json.dumps(cities, sort_keys=True, separators=(",", ":"))
    return {"paths": len(paths), "length": len(written), "totals": {name: city["total"] for name, city in sorted(cities.items())}}

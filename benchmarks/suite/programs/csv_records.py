"""CSV text to records with converted fields, sums by group, and CSV text again."""

import csv
import io

TINY, FULL = 10, 40_000


def text(n):
    rows = ["id,name,city,amount,paid"]
    cities = ["Oslo", '"Paris, FR"', "Graz", '"the ""old"" town"']
    for i in range(n):
        rows.append(f"{i},customer {i % 53},{cities[i % 4]},{i * 7 % 1000}.{i % 100:02},{'yes' if i % 3 else 'no'}")
    return "\n".join(rows) + "\n"


def main(n):
    records = []
    for row in csv.DictReader(io.StringIO(text(n))):
        records.append({**row, "id": int(row["id"]), "amount": float(row["amount"]), "paid": row["paid"] == "yes"})
    groups = {}
    for record in records:
        key = (record["city"], record["paid"])
        count, total = groups.get(key, (0, 0.0))
        groups[key] = (count + 1, total + record["amount"])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["city", "paid", "count", "total"])
    for (city, paid), (count, total) in sorted(groups.items()):
        writer.writerow([city, "yes" if paid else "no", count, f"{total:.2f}"])
    return {"records": len(records), "last": records[-1], "table": out.getvalue()}

"""Lines of a web server's log through a regular expression, totals by path and status."""

import re

TINY, FULL = 20, 60_000

LINE = re.compile(
    r"(?P<host>[\d.]+) - (?P<user>\S+) \[(?P<day>\d+)/(?P<month>\w+)/(?P<year>\d{4}):(?P<time>[\d:]+)\] "
    r'"(?P<verb>[A-Z]+) (?P<path>[^ ?"]+)(?:\?(?P<query>[^ "]*))? HTTP/1\.[01]" (?P<status>\d{3}) (?P<size>\d+|-)'
)


def lines(n):
    paths = ["/", "/items", "/items/7", "/login", "/static/site.css"]
    for i in range(n):
        query = f"?page={i % 9}&sort=name" if i % 4 == 0 else ""
        status = (200, 200, 304, 404, 200, 500)[i % 6]
        size = "-" if status == 304 else str(i * 13 % 5000)
        if i % 97 == 0:
            yield "garbage in the log"
        else:
            yield (
                f"10.0.{i % 250}.{i % 199} - user{i % 23} [{i % 28 + 1:02}/Mar/2024:10:{i % 60:02}:00] "
                f'"{"GET" if i % 5 else "POST"} {paths[i % 5]}{query} HTTP/1.1" {status} {size}'
            )


def main(n):
    totals = {}
    bad = pages = 0
    for line in lines(n):
        found = LINE.match(line)
        if found is None:
            bad += 1
            continue
        entry = totals.setdefault(found["path"], {"hits": 0, "bytes": 0, "errors": 0, "users": set()})
        entry["hits"] += 1
        if found["size"] != "-":
            entry["bytes"] += int(found["size"])
        if int(found["status"]) >= 400:
            entry["errors"] += 1
        entry["users"].add(found["user"])
        query = found["query"]
        if query:
            for key, value in re.findall(r"(\w+)=(\w+)", query):
                if key == "page":
                    pages += int(value)
    shown = {path: [e["hits"], e["bytes"], e["errors"], len(e["users"])] for path, e in sorted(totals.items())}
    return {"bad": bad, "pages": pages, "paths": shown}

"""Calendars: due dates of invoices, working days, ages in days, texts of dates and back."""

from datetime import date, datetime, timedelta

TINY, FULL = 10, 25_000


def working_days_later(day, count):
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
    return day


def main(n):
    start = date(2020, 2, 20)
    today = datetime(2024, 3, 1, 12, 30)
    late = 0
    months = {}
    hours = 0.0
    for i in range(n):
        issued = start + timedelta(days=i * 5 % 1500)
        due = working_days_later(issued, i % 7 + 3)
        if due < today.date():
            late += (today.date() - due).days
        key = due.strftime("%Y-%m")
        months[key] = months.get(key, 0) + 1
        seen = datetime.fromisoformat(f"{issued.isoformat()}T{i % 24:02}:{i % 60:02}:00")
        hours += (today - seen).total_seconds() / 3600
    last = max(months)
    return {"late": late, "hours": round(hours, 3), "last": last, "months": sorted(months.items())[:20]}

"""Events grouped with Counter and defaultdict, groups of groups, and what is most common in each."""

from collections import Counter, defaultdict

TINY, FULL = 30, 200_000


def main(n):
    by_user = defaultdict(list)
    kinds = Counter()
    hours = defaultdict(lambda: defaultdict(int))
    for i in range(n):
        user = "u" + str(i * 31 % 211)
        kind = ("view", "click", "view", "buy", "view", "leave")[i * 7 % 6]
        kinds[kind] += 1
        by_user[user].append((kind, i % 24))
        hours[i % 24][kind] += 1
    active = {}
    for user, events in by_user.items():
        counted = Counter(kind for kind, _ in events)
        active[user] = (counted.most_common(1)[0][0], len({hour for _, hour in events}))
    favourites = Counter(favourite for favourite, _ in active.values())
    return {
        "kinds": dict(kinds.most_common()),
        "favourites": sorted(favourites.items()),
        "hours": {str(hour): dict(sorted(found.items())) for hour, found in sorted(hours.items())},
        "hours of users": sum(count for _, count in active.values()),
    }

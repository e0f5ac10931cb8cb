"""Records sorted by keys: one, several, in both directions, stable; the same by hand with a heap and a merge."""

from operator import itemgetter

TINY, FULL = 20, 25_000


def merged(left, right):
    out = []
    i = j = 0
    while i < len(left) and j < len(right):
        if right[j] < left[i]:
            out.append(right[j])
            j += 1
        else:
            out.append(left[i])
            i += 1
    out.extend(left[i:])
    out.extend(right[j:])
    return out


def merge_sorted(values):
    if len(values) < 2:
        return values
    middle = len(values) // 2
    return merged(merge_sorted(values[:middle]), merge_sorted(values[middle:]))


def heap_sorted(values):
    heap = list(values)
    size = len(heap)

    def sink(place, end):
        while 2 * place + 1 < end:
            child = 2 * place + 1
            if child + 1 < end and heap[child] < heap[child + 1]:
                child += 1
            if heap[place] >= heap[child]:
                return
            heap[place], heap[child] = heap[child], heap[place]
            place = child

    for place in range(size // 2 - 1, -1, -1):
        sink(place, size)
    for end in range(size - 1, 0, -1):
        heap[0], heap[end] = heap[end], heap[0]
        sink(0, end)
    return heap


def main(n):
    people = [{"name": f"p{i * 7919 % n}", "age": i * 31 % 90, "city": f"c{i * i % 19}", "score": (i * 17 % 1000) / 8} for i in range(n)]
    by_age = sorted(people, key=lambda person: person["age"])
    by_city = sorted(people, key=lambda person: (person["city"], -person["score"], person["name"]))
    by_name = sorted(people, key=itemgetter("name"), reverse=True)
    people.sort(key=lambda person: person["score"])
    scores = [person["age"] * 1000 + len(person["name"]) for person in by_name]
    checks = [merge_sorted(scores) == sorted(scores), heap_sorted(scores) == sorted(scores)]
    return [[rows[0]["name"], rows[n // 2]["name"], rows[-1]["name"]] for rows in (by_age, by_city, by_name, people)] + checks

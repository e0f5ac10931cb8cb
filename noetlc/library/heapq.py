"""`heapq`: `merge`, whose comparisons are those of CPython: of lists in a heap that begin with what is compared."""


def merge(*iterables, key=None, reverse=False):
    heap = []
    for order, iterator in enumerate([iter(iterable) for iterable in iterables]):
        for value in iterator:
            heap.append([value if key is None else key(value), -order if reverse else order, value, iterator])
            break
    for place in range(len(heap) // 2 - 1, -1, -1):
        settle(heap, place, reverse)
    while len(heap) > 1:
        head = heap[0]
        yield head[2]
        for value in head[3]:
            head[0] = value if key is None else key(value)
            head[2] = value
            break
        else:
            last = heap.pop()
            if last is head:
                continue
            heap[0] = last
        settle(heap, 0, reverse)
    if heap:
        yield heap[0][2]
        yield from heap[0][3]


def settle(heap, place, reverse):
    """Moves an item to the leaves, then up again; the root is the least, or with `reverse` the greatest."""
    start = place
    count = len(heap)
    item = heap[place]
    while place < count // 2:
        child = 2 * place + 1
        if child + 1 < count:
            one, other = heap[child], heap[child + 1]
            if not (other < one if reverse else one < other):
                child += 1
        heap[place] = heap[child]
        place = child
    while place > start:
        above = (place - 1) // 2
        if not (heap[above] < item if reverse else item < heap[above]):
            break
        heap[place] = heap[above]
        place = above
    heap[place] = item


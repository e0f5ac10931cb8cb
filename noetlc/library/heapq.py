"""`heapq`: `merge`."""


def merge(*iterables, key=None, reverse=False):
    heads = []
    for iterable in iterables:
        iterator = iter(iterable)
        for value in iterator:
            heads.append([value if key is None else key(value), value, iterator])
            break
    while heads:
        best = heads[0]
        for head in heads[1:]:
            if best[0] < head[0] if reverse else head[0] < best[0]:
                best = head
        yield best[1]
        for value in best[2]:
            best[0] = value if key is None else key(value)
            best[1] = value
            break
        else:
            heads = [head for head in heads if head is not best]

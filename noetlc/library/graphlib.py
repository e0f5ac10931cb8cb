"""`graphlib`: the nodes of a graph in an order in which each follows those it depends on."""


class CycleError(ValueError):
    __module__ = "graphlib"


class Node:
    def __init__(self, node):
        self.node = node
        self.waits_for = 0
        self.followers = []


class TopologicalSorter:
    def __init__(self, graph=None):
        self.nodes = {}
        self.ready = None  # nodes that wait for nothing, from `prepare` on
        self.passed = self.finished = 0
        self.state = {}  # node -> whether it is done, of those that were given out
        if graph is not None:
            for node, predecessors in graph.items():
                self.add(node, *predecessors)

    def known(self, node):
        found = self.nodes.get(node)
        if found is None:
            found = self.nodes[node] = Node(node)
        return found

    def add(self, node, *predecessors):
        if self.ready is not None:
            raise ValueError("Nodes cannot be added after a call to prepare()")
        own = self.known(node)
        own.waits_for += len(predecessors)
        for predecessor in predecessors:
            self.known(predecessor).followers.append(node)

    def prepare(self):
        if self.ready is not None:
            raise ValueError("cannot prepare() more than once")
        self.ready = [n.node for n in self.nodes.values() if not n.waits_for]
        cycle = self.cycle()
        if cycle:
            raise CycleError("nodes are in a cycle", cycle)

    def cycle(self):
        """Nodes of a cycle, the first one again at the end; None if there is none."""
        done = set()
        for start in self.nodes:
            if start in done:
                continue
            path, place, todo = [], {}, [iter((start,))]
            while todo:
                for node in todo[-1]:
                    if node in place:
                        return [*path[place[node] :], node]
                    if node not in done:
                        done.add(node)
                        place[node] = len(path)
                        path.append(node)
                        todo.append(iter(self.nodes[node].followers))
                        break
                else:
                    todo.pop()
                    if path:
                        del place[path.pop()]
        return None

    def get_ready(self):
        if self.ready is None:
            raise ValueError("prepare() must be called first")
        found = tuple(self.ready)
        for node in found:
            self.state[node] = False
        self.ready.clear()
        self.passed += len(found)
        return found

    def is_active(self):
        if self.ready is None:
            raise ValueError("prepare() must be called first")
        return self.finished < self.passed or bool(self.ready)

    def __bool__(self):
        return self.is_active()

    def done(self, *nodes):
        if self.ready is None:
            raise ValueError("prepare() must be called first")
        for node in nodes:
            if node not in self.nodes:
                raise ValueError(f"node {node!r} was not added using add()")
            if node not in self.state:
                raise ValueError(f"node {node!r} was not passed out (still not ready)")
            if self.state[node]:
                raise ValueError(f"node {node!r} was already marked done")
            self.state[node] = True
            for follower in self.nodes[node].followers:
                other = self.nodes[follower]
                other.waits_for -= 1
                if not other.waits_for:
                    self.ready.append(follower)
            self.finished += 1

    def static_order(self):
        self.prepare()
        while self.is_active():
            group = self.get_ready()
            yield from group
            self.done(*group)

"""An operating system in small: tasks of several classes that hold, wait, and send each other packets through a scheduler."""

TINY, FULL = 5, 9_000


class Packet:
    def __init__(self, kind, number):
        self.kind = kind
        self.number = number
        self.data = [0, 0, 0, 0]


class Task:
    def __init__(self, system, name, priority):
        self.system = system
        self.name = name
        self.priority = priority
        self.inbox = []
        self.held = False
        self.runs = 0
        system.tasks[name] = self

    def ready(self):
        return not self.held and len(self.inbox) > 0

    def step(self):
        self.runs += 1
        self.work(self.inbox.pop(0))

    def work(self, packet):
        raise NotImplementedError


class Device(Task):
    def __init__(self, system, name, priority, delay):
        super().__init__(system, name, priority)
        self.delay = delay
        self.pending = []

    def work(self, packet):
        self.pending.append((self.system.clock + self.delay, packet))

    def tick(self, clock):
        while self.pending and self.pending[0][0] <= clock:
            self.system.send("handler", self.pending.pop(0)[1])


class Handler(Task):
    def work(self, packet):
        if packet.kind == "work":
            for i in range(len(packet.data)):
                packet.data[i] = (packet.data[i] * 7 + packet.number + i) % 26
            self.system.send("device-a" if sum(packet.data) % 2 else "device-b", packet)
            packet.kind = "reply"
        else:
            packet.kind = "work"
            packet.number += 1
            self.system.send("worker", packet)


class Worker(Task):
    def __init__(self, system, name, priority):
        super().__init__(system, name, priority)
        self.letters = 0

    def work(self, packet):
        for value in packet.data:
            self.letters = (self.letters * 31 + value) % 1_000_003
        self.system.send("handler", packet)


class Idler(Task):
    def __init__(self, system, name, priority):
        super().__init__(system, name, priority)
        self.register = 1

    def ready(self):
        return True

    def step(self):
        self.runs += 1
        if self.register & 1:
            self.register = (self.register >> 1) ^ 0xD008
        else:
            self.register >>= 1


class System:
    def __init__(self):
        self.tasks = {}
        self.clock = 0
        self.sent = 0

    def send(self, name, packet):
        self.sent += 1
        self.tasks[name].inbox.append(packet)

    def run(self, rounds):
        order = sorted(self.tasks.values(), key=lambda task: -task.priority)
        devices = [task for task in order if isinstance(task, Device)]
        while self.clock < rounds:
            self.clock += 1
            for device in devices:
                device.tick(self.clock)
            for task in order:
                if task.ready():
                    task.step()


def main(n):
    system = System()
    Idler(system, "idler", 0)
    worker = Worker(system, "worker", 10)
    Handler(system, "handler", 20)
    Device(system, "device-a", 30, 2)
    Device(system, "device-b", 30, 3)
    for number in range(6):
        system.send("worker", Packet("work", number))
    system.run(n * 10)
    return [system.sent, worker.letters, {name: task.runs for name, task in system.tasks.items()}]

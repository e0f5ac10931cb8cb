"""Bodies that try to get past the wall. Each sets `result` to its loot; what is falsy is no loot, and a refusal is none either.

The purity check does not see them and the audit hook is left out: what holds them is the kernel. As a program this file runs all of
them where it is started, and prints what it found as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from noetlc.interp.host import LocalHost
from noetlc.interp.pybody.request import BodyRequest
from noetlc.interp.pybody.runner import BodyLimits, BodyRunner

MARK = "loot-7c1f"

# {file}: a file with the mark that everybody may read; {folder}: a folder that everybody may write; {pid}: the process that asks.
OPENERS = {
    "open": "open({file!r})",
    "io.open": "__import__('io').open({file!r})",
    "codecs": "__import__('codecs').open({file!r})",
    "random._os": "__import__('os').fdopen(__import__('random')._os.open({file!r}, 0))",
    "json builtins": "__import__('json').codecs.builtins.open({file!r})",
    "pathlib": "__import__('pathlib').Path({file!r}).open()",
    "FileIO": "__import__('io').TextIOWrapper(__import__('_io').FileIO({file!r}))",
    "opener": "open('x', opener=lambda path, flags: __import__('posix').open({file!r}, flags))",
    "linecache": "__import__('io').StringIO(''.join(__import__('linecache').getlines({file!r})))",
    "tokenize": "__import__('tokenize').open({file!r})",
    "gzip": "__import__('gzip').open({file!r} + '.gz', 'rt')",
    "proc root": "open('/proc/self/root' + {file!r})",
    "proc of the parent": "open('/proc/{pid}/root' + {file!r})",
    "relative": "open('../' * 40 + {file!r}.lstrip('/'))",
    "attrgetter": "__import__('operator').attrgetter('_os.fdopen')(__import__('random'))(__import__('posix').open({file!r}, 0))",
    "subclasses": "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == '_IOBase'][0].__subclasses__()[1].__subclasses__()[0]({file!r})",
    "loader": "__import__('io').BytesIO(__import__('importlib.machinery').machinery.SourceFileLoader('x', {file!r}).get_data({file!r}))",
}
READS = [f"result = {opener}.read()" for opener in OPENERS.values()]

LISTS = [
    "import os\nresult = os.listdir('/')",
    "import os\nresult = os.listdir('/proc')",
    "import os\nresult = [e.name for e in os.scandir({folder!r})]",
    "import glob\nresult = glob.glob('/*') + glob.glob('/etc/*')",
    "import os\nresult = os.stat('/etc/passwd').st_size",
    "import os\nresult = os.access('/etc/passwd', os.R_OK)",
    "import os\nresult = os.readlink('/proc/self/exe')",
    "import os\nresult = os.getcwd().strip('/')",
    "import os\nresult = os.statvfs('/').f_blocks",
]

WRITES = [
    "open({folder!r} + '/w1', 'w').write('x')",
    "import posix\nposix.close(posix.open({folder!r} + '/w2', posix.O_CREAT | posix.O_WRONLY))\nresult = 1",
    "import os\nos.mkdir({folder!r} + '/w3')\nresult = 1",
    "import os\nos.symlink('/etc', {folder!r} + '/w4')\nresult = 1",
    "import os\nos.rename({file!r}, {file!r} + '.moved')\nresult = 1",
    "import os\nos.unlink({file!r})\nresult = 1",
    "import os\nos.chmod({file!r}, 0o777)\nresult = 1",
    "import os\nos.mkfifo({folder!r} + '/w5')\nresult = 1",
    "import tempfile\nresult = tempfile.mkdtemp()",
    "import os\nresult = os.memfd_create('x')",
]

PROCESSES = [
    "import os\npid = os.fork()\nif pid == 0:\n    os._exit(0)\nresult = 1",
    "n = 0\nimport os\nfor _ in range(40):\n    try:\n        if os.fork() == 0:\n            while True:\n                pass\n        n += 1\n    except OSError:\n        pass\nresult = n",
    "import os\nresult = os.posix_spawn('/bin/sh', ['sh', '-c', 'true'], {{}})",
    "import os\nos.execv('/bin/sh', ['sh'])",
    "import subprocess\nresult = subprocess.run(['/bin/true']).returncode == 0",
    "import threading\nt = threading.Thread(target=print)\nt.start()\nt.join()\nresult = 1",
    "import os\nos.kill({pid}, 0)\nresult = 1",
    "import os\nos.kill(os.getppid(), 9)\nresult = os.getppid() != 0",
    "import os\nos.kill(-1, 9)\nresult = 1",
    "import os\nos.kill(1, 9)\nresult = 1",
    "import os\nos.killpg(0, 9)\nresult = 1",
    "import signal\nsignal.pthread_kill(signal.main_thread_id if hasattr(signal, 'main_thread_id') else 1, 0)\nresult = 1",
    "import os\nresult = os.pidfd_open({pid})",
    "import os\nos.setpriority(os.PRIO_PROCESS, {pid}, 19)\nresult = 1",
    "import os\nos.setuid(0)\nresult = 1",
    "import os\nos.setgroups([0])\nresult = 1",
    "import os\nresult = os.getuid() == 0",
    "import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))\nresult = 1",
    "import resource\nresult = resource.prlimit({pid}, resource.RLIMIT_NOFILE)",
    "import os\nos.unshare(0x10000000) if hasattr(os, 'unshare') else 1 / 0\nresult = 1",
]

SOCKETS = [
    "import socket\nsocket.socket()\nresult = 1",
    "import socket\nsocket.create_connection(('127.0.0.1', {port}))\nresult = 1",
    "import socket\ns = socket.socket(socket.AF_UNIX)\ns.connect('\\0x')\nresult = 1",
    "import socket\nsocket.socketpair()\nresult = 1",
    "import _socket\n_socket.socket(_socket.AF_NETLINK, _socket.SOCK_RAW, 0)\nresult = 1",
    "import socket\nresult = socket.getaddrinfo('localhost', 80)",
    "import socket\nresult = [n for _, n in socket.if_nameindex() if n != 'lo']",
    "import os\nresult = os.pipe()",
    "import os\nresult = os.eventfd(0)",
]

REACHES = [
    "import os\nresult = [v for v in os.environ.values() if {mark!r} in v]",
    "import posix\nresult = [v for v in posix.environ.values() if {mark!r}.encode() in v]",
    "import ctypes\nresult = ctypes.CDLL(None).open({file!r}.encode(), 0) >= 0",
    "import ctypes\nresult = ctypes.CDLL(None).syscall(59, b'/bin/true', None, None) >= 0",
    "import ctypes\nlibc = ctypes.CDLL(None)\nresult = libc.ptrace(16, {pid}, 0, 0) >= 0 or libc.ptrace(16, 1, 0, 0) >= 0",
    "import ctypes\nlibc = ctypes.CDLL(None)\nresult = libc.process_vm_readv({pid}, None, 0, None, 0, 0) >= 0",
    "import ctypes\nresult = ctypes.CDLL(None).mprotect(0, 4096, 7) >= 0",
    "import ctypes\nlibc = ctypes.CDLL(None)\nresult = [n for n in (425, 435, 437, 438, 272, 321, 304, 246, 175) if libc.syscall(n, 0, 0, 0, 0, 0, 0) >= 0]",
    "import mmap\nresult = len(mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC))",
    # descriptors: its own channel is all there is
    "import os\nfound = []\nfor fd in range(3, 256):\n    try:\n        os.fstat(fd)\n        found.append(fd)\n    except OSError:\n        pass\nresult = found[1:]",
    "import os, stat\nfound = 0\nfor fd in range(0, 3):\n    try:\n        found += os.write(fd, b'x') if stat.S_ISREG(os.fstat(fd).st_mode) else 0\n    except OSError:\n        pass\nresult = found",
    "import fcntl, os\nresult = fcntl.fcntl(0, fcntl.F_DUPFD, 100)",
    "import os\nresult = os.dup(0)",
    "import gc\nresult = [o for o in gc.get_objects() if isinstance(o, str) and {mark!r} in o and len(o) < 60 and 'result' not in o]",
    "import sys\nframe = sys._getframe()\nseen = []\nwhile frame:\n    seen += [v for v in frame.f_locals.values() if isinstance(v, str) and v == {mark!r} + '-request']\n    frame = frame.f_back\nresult = seen",
    "import sys\nsys.addaudithook(lambda *a: None)\nresult = open({file!r}).read()",
    "import time\nresult = time.clock_settime(time.CLOCK_REALTIME, 0) is None",
    "import os\nresult = os.uname().nodename",
    "import os\nresult = os.getloadavg()",
    "import os\nos.chroot('/')\nresult = 1",
    "import os\nos.nice(-5)\nresult = 1",
    "import os\nos.sched_setaffinity({pid}, [0])\nresult = 1",
    "import os\nresult = os.getxattr('/', 'user.x')",
]

BODIES = (*READS, *LISTS, *WRITES, *PROCESSES, *SOCKETS, *REACHES)

# What one body leaves in modules; the next playbook must not find it.
POISON = (
    "import json\nself = json.decoder.JSONDecoder\nself.decode = lambda *a, **k: {mark!r}",
    "import re\nre._cache['x'] = {mark!r}\nre.compile = lambda *a: {mark!r}",
    "import builtins\nbuiltins.len = lambda x: {mark!r}",
    "import os\nos.environ['LEFT'] = {mark!r}",
    "import sys\nsys.modules['math'] = {mark!r}",
    "import re\nre._cache['y'] = {mark!r}",
    "import json\njson.encoder.ESCAPE_DCT['a'] = {mark!r}",
    "from json import encoder\nencoder.ESCAPE_DCT.update(a={mark!r})",
    "import json\nclass A:\n    def f(self):\n        self.decode = lambda *a, **k: {mark!r}\nA.f(json.decoder.JSONDecoder)",
    "import collections.abc\ncollections.abc.Sized.register(int)",
)
FIND = (
    "import json, re, math, os\n"
    "import collections.abc\n"
    "found = [json.loads('1'), re.compile('a'), len(''), os.environ.get('LEFT'), math, dict(re._cache), json.encoder.ESCAPE_DCT]\n"
    "found += [{mark!r}] if isinstance(1, collections.abc.Sized) else []\n"
    "result = [str(f) for f in found if {mark!r} in str(f)]"
)


@dataclass(frozen=True)
class Surroundings:
    """What the attacks are after: a file, a folder, this process, a port that answers."""

    folder: str
    file: str
    port: int

    def fill(self, body: str) -> str:
        return body.format(file=self.file, folder=self.folder, pid=os.getpid(), port=self.port, mark=MARK)


def surroundings(folder: Path, port: int) -> Surroundings:
    """Makes the file and the folder, open to every user of the machine."""
    folder.chmod(0o777)
    file = folder / "secret.txt"
    file.write_text(MARK)
    file.chmod(0o666)
    return Surroundings(str(folder), str(file), port)


def loot(runner: BodyRunner, body: str) -> Any:
    """What a body got; a failure is nothing."""
    done = runner.run(BodyRequest(body, (), {}, None, "s", "1"), LocalHost())
    if done.failure is not None or not isinstance(done.data, dict | list | str | int | float | bool):
        return None
    return None if done.data == {"stdout": "", "stderr": ""} else done.data


def run_all(around: Surroundings, without: frozenset[str]) -> list[str]:
    """Every attack that got something, and every damage that can be seen afterwards."""
    os.environ["ATTACK"] = MARK
    found = []
    limits = BodyLimits(timeout_s=10.0, memory_mb=256)
    with BodyRunner(limits, without=without | {"audit hook"}) as runner:
        level = runner.confinement()
        assert level == ("contained" if "namespaces" in without else level), level
        assert level != "none", level
        for body in BODIES:
            got = loot(runner, around.fill(body))
            if got:
                found.append(f"{body!r} got {str(got)[:100]}")
        if loot(runner, "result = 1 + 1") != 2:
            found.append("bodies do not run any more")
    for poison in POISON:
        with BodyRunner(limits, without=without | {"audit hook"}) as runner:
            loot(runner, around.fill(poison))
            again = loot(runner, around.fill(FIND))
        with BodyRunner(limits, without=without | {"audit hook"}) as runner:
            other = loot(runner, around.fill(FIND))
        if again or other:
            found.append(f"{poison!r} was found again: {again or other}")
    if Path(around.file).read_text() != MARK or sorted(os.listdir(around.folder)) != ["secret.txt"]:
        found.append(f"files changed: {os.listdir(around.folder)}")
    return found


def main(attacks: Callable[[Surroundings, frozenset[str]], list[str]]) -> None:
    """Runs attacks and prints what they got. Arguments of the command: mechanisms to leave out."""
    with tempfile.TemporaryDirectory() as name:
        print(json.dumps(attacks(surroundings(Path(name), 9), frozenset(sys.argv[1:]))))


if __name__ == "__main__":
    main(run_all)

"""Whole playbooks whose bodies use library modules, compiled and run: the results are those of CPython."""

from __future__ import annotations

import json

import pytest
import yaml

from noetlc import api

BODIES = [
    "import hashlib\nresult = hashlib.sha256(b'x').hexdigest()",
    "import json\nresult = json.dumps({'a': {1, 2}, 'b': [{3}]}, default=lambda s: sorted(s), sort_keys=True)",
    "import json\ndef f(o):\n    return str(o)\nresult = json.dumps([b'x', {1}], default=f, indent=2)",
    "import json\nresult = json.dumps({'a': (1, {2})}, default=str)",
    "import json\ntry:\n    json.loads('{')\nexcept json.JSONDecodeError as e:\n    result = [str(e), e.pos, e.lineno, e.msg]",
    "import re\nresult = [re.sub(r'\\d', lambda m: str(int(m.group()) * 2), 'a1b2'), re.match('(a)(b)?', 'ac').groups()]",
    "import re\np = re.compile(r'(?P<k>\\w+)=(\\w+)')\nresult = [[m['k'], m.span(), m.group(2)] for m in p.finditer('a=1 bc=2')]",
    "import re\ntry:\n    re.compile('(')\nexcept re.error as e:\n    result = [str(e), e.pos]",
    "import uuid\nu = uuid.uuid5(uuid.NAMESPACE_DNS, 'x')\nresult = [str(u), u.hex, u == uuid.UUID(str(u)), f'{u}']",
    "import base64, math, random\nrandom.seed(3)\nresult = [base64.b64encode(b'abc').decode(), math.sqrt(2), random.randint(1, 6), math.floor(2.5)]",
    "from urllib.parse import urlparse, urlencode, quote\nu = urlparse('http://a:8/b?c#d')\nresult = [u.netloc, u.port, u[2], urlencode({'a': 1}), quote('a b')]",
    "import ast\nresult = ast.literal_eval('[1, {\"a\": (2,)}]')",
    "import statistics, textwrap\nresult = [statistics.mean([1, 2, 4]), textwrap.dedent('  a\\n  b')]",
    "import os\nresult = [os.path.join('a', 'b'), os.path.splitext('x.tar.gz'), os.environ.get('NOT_SET_ANYWHERE', 'd'), 'PATHX' in os.environ]",
    "import heapq, bisect\nh = [3, 1, 2]\nheapq.heapify(h)\nresult = [heapq.heappop(h), bisect.bisect([1, 2, 3], 2)]",
    "from math import gcd, pi, isclose\nresult = [gcd(12, 18), pi, isclose(0.1 + 0.2, 0.3)]",
    "import hmac, hashlib\nresult = hmac.new(b'k', b'm', 'sha256').hexdigest()",
    "import html, binascii\nresult = [html.escape('<a>'), binascii.hexlify(b'\\x01').decode()]",
    "import random\nr = random.Random(7)\nxs = list(range(10))\nr.shuffle(xs)\nresult = [xs, r.choice('abc'), r.sample(range(50), 3)]",
]  # fmt: skip


def expected(code: str) -> object:
    names: dict[str, object] = {}
    exec(code, names)
    return json.loads(json.dumps(names["result"]))


@pytest.mark.parametrize("code", BODIES)
def test_body(code: str) -> None:
    step = {"step": "start", "tool": {"kind": "python", "code": code}}
    source = yaml.safe_dump({"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "t", "path": "t"}, "workflow": [step]})
    built = api.build(source, lenient=True)
    assert api.run(built.wasm)["result"] == expected(code)

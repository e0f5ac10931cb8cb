"""Half characters (lone surrogates): a body may have them, what leaves it has U+FFFD in their place, on both engines alike."""

from __future__ import annotations

import pytest
from bodies import playbook

import noetlc

BODIES = [
    "result = ['\\ud800', chr(0xd83d) + chr(0xde00), 'é\\ud83d\\ude00é\\ud83d']",
    "result = {'\\ud800': 1, '\\ufffd': 2, 'a': 3, '\\udc00': 4}",
    "result = {1: '\\ud800', 'a': ('\\ud801', {chr(0xdfff)})}",
    "x = {'b': [1, {'c': 'd'}]}\nx['b'][1]['\\ud800'] = '\\udc00z'\nx['b'].append(x['b'][1])\nresult = [x, x['b']]",
    "raise ValueError('\\ud800é')",
    "raise KeyError(chr(0xdc00), '\\ud800')",
    "class E(Exception):\n    def __str__(self):\n        return chr(0xd800) + '!'\nraise E",
    "print('\\ud800\\nx')\nprint(chr(0xd801))",
    "import sys\nsys.stderr.write('\\udc00')\nraise KeyError('\\udc00')",
    "import sys\nsys.exit('\\ud800')",
    "result = '%c|%5c' % (0xd800, 0xdc00)",
    "result = f'{0xd800:c}' + '{:c}'.format(0xdfff) + format(0xd900, '<3c')",
    "result = 'abc'.translate({97: 0xd800, 98: '\\udc00'})",
    'import json\nresult = json.loads(\'["\\\\ud800", {"\\\\udc00": "\\\\ud83d\\\\ude00"}]\')',
    "import json\nresult = json.dumps('\\ud800', ensure_ascii=False) + json.dumps('\\ud800')",
    "result = b'a\\xed\\xa0\\x80'.decode('utf-8', 'surrogatepass') + b'\\x00\\xd8'.decode('utf-16-le', 'surrogatepass')",
    "result = b'a\\xff'.decode(errors='surrogateescape')",
    "result = b'\\\\ud800'.decode('unicode_escape')",
    "import ast\nresult = ast.literal_eval(\"['\\\\ud800']\")",
    "import re\nresult = re.findall('[\\ud800-\\udfff]', 'a\\ud900b') + [re.sub('a', chr(0xd800), 'bab')]",
    "import re\npattern = '\\ud800+'\nresult = [m.span() for m in re.finditer(pattern, 'a\\ud800\\ud800')]",
    "result = ['\\ud800'.upper(), '\\ud800'.center(5, '\\udc00'), repr('\\ud800'), ascii('\\ud800'), len('\\ud800\\udc00')]",
]


@pytest.mark.parametrize("body", BODIES)
def test_engines_agree(body: str) -> None:
    text = playbook(body + "\n") + '  next: {arcs: [{step: other}]}\n- step: other\n  tool: {kind: noop, result: "{{ start|string|length }}"}\n'
    built = noetlc.build(text, verify=False)
    assert [step.lowered for step in built.steps] == ["native", "native"], built.diagnostics
    assert noetlc.run(built.wasm) == noetlc.interpret(text)


@pytest.mark.parametrize("template", ['{{ "\\\\ud800é" }}', '{{ ["\\\\ud83d", "\\\\ud83d\\\\ude00"] }}', '{{ {"\\\\ud800": "x\\\\udc00"} }}'])
def test_templates_agree(template: str) -> None:
    text = f"apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {{name: case}}\nworkflow:\n- step: start\n  tool: {{kind: noop, result: '{template}'}}\n"
    text = text.replace("\\\\", "\\")
    built = noetlc.build(text, verify=False)
    assert noetlc.run(built.wasm) == noetlc.interpret(text)


def test_a_module_without_them_has_no_code_for_them() -> None:
    built = noetlc.build(playbook("result = ['a', 'é'.upper()]\n"), verify=False)
    assert b"whole_text" not in bytes(built.wasm)

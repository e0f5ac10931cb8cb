"""Documents made to be expensive to compile: each a small generator with the size that attacks.

`DOCUMENTS` maps a name to the text of a playbook. Sizes are chosen so that an exponential or quadratic step takes minutes or gigabytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: hostile}\n"


def python(code: str) -> str:
    """A playbook of one step that runs `code`."""
    return f"{HEAD}workflow: [{{step: start, tool: {{kind: python, code: {_quoted(code)}}}}}]\n"


def template(text: str, workload: object = None) -> str:
    """A playbook of one step whose result is the template `text`."""
    given = f"workload: {_quoted(workload)}\n" if workload is not None else ""
    return f"{HEAD}{given}workflow: [{{step: start, tool: {{kind: noop, result: {_quoted(text)}}}}}]\n"


def expression(text: str) -> str:
    """`template` of one `{{ }}`."""
    return template("{{ " + text + " }}")


def document(rest: str) -> str:
    """A playbook with the text of the workflow, or more, given."""
    return HEAD + rest


def _quoted(value: object) -> str:
    return json.dumps(value)


def templates(part: str, total: int) -> str:
    """`template` of several steps: `part` again and again, `total` characters in templates of 100,000."""
    one = part * (100_000 // len(part))
    steps = "".join(f"- {{step: s{i}, tool: {{kind: noop, result: {_quoted(one)}}}}}\n" for i in range(total // 100_000))
    return document("workflow:\n" + steps)


def bodies(part: str, total: int, each: int, before: str = "") -> str:
    """Steps with bodies of `each` characters, `total` together: `before`, then `part` again and again."""
    one = before + part * (each // len(part))
    steps = "".join(f"- {{step: s{i}, tool: {{kind: python, code: {_quoted(one)}}}}}\n" for i in range(total // each))
    return document("workflow:\n" + steps)


def nested(opening: str, middle: str, closing: str, count: int) -> str:
    """`middle` with `count` openings before and closings after it."""
    return opening * count + middle + closing * count


def blocks(header: Callable[[int], str], middle: str, count: int, after: Callable[[int], str] | None = None) -> str:
    """Python statements nested `count` deep; `after` gives what follows the inner block at each level."""
    lines = [" " * depth + header(depth) for depth in range(count)]
    lines.append(" " * count + middle)
    if after is not None:
        lines += [" " * depth + line for depth in reversed(range(count)) for line in after(depth).splitlines()]
    return "\n".join(lines)


def comprehension(count: int) -> str:
    """`[[[… for x in x] for x in x] …]`."""
    text = "1"
    for depth in range(count):
        text = f"[{text} for x{depth} in range(2)]"
    return text


def _functions(count: int) -> str:
    return blocks(lambda depth: f"def f{depth}(a):", "return a", count, lambda depth: f" return f{depth + 1}(a)" if depth + 1 < count else "")


def _for_blocks(count: int) -> str:
    return "".join(f"{{% for x{i} in [1, 2] %}}" for i in range(count)) + "x" + "{% endfor %}" * count


def _generator(count: int) -> str:
    body = blocks(lambda depth: f"for x{depth} in range(2):" if depth else "def g():", "yield 1", count)
    return body + "\nresult = sum(1 for _ in g()) if False else 1"


def _try_finally(count: int) -> str:
    inner = blocks(lambda depth: "def f():" if not depth else "try:", "return 1", count, lambda depth: f"finally:\n x{depth} = 1" if depth else "")
    return inner + "\nresult = f()"


def _aliases(depth: int, width: int) -> str:
    lines = ["a0: &a0 [x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * width)}]" for i in range(1, depth)]
    return "workload: {" + ", ".join(lines) + "}\nworkflow: [{step: start, tool: {kind: noop}}]\n"


def _steps(count: int) -> str:
    return "workflow:\n" + "".join(
        f"- {{step: {'start' if not i else f's{i}'}, tool: {{kind: noop}}{f', next: s{i + 1}' if i + 1 < count else ''}}}\n" for i in range(count)
    )


def _arcs(count: int) -> str:
    arcs = ", ".join("{step: b, when: '{{ 1 }}'}" for _ in range(count))
    return f"workflow: [{{step: start, tool: {{kind: noop}}, next: {{arcs: [{arcs}]}}}}, {{step: b, tool: {{kind: noop}}}}]\n"


def _mesh(count: int) -> str:
    names = ["start", *(f"s{i}" for i in range(1, count))]
    return "workflow:\n" + "".join(f"- {{step: {name}, tool: {{kind: noop}}, next: [{', '.join(names)}]}}\n" for name in names)


def _pipeline(count: int) -> str:
    tasks = ", ".join(f"{{t{i}: {{kind: noop, result: '{{{{ _prev }}}}'}}}}" for i in range(count))
    return f"workflow: [{{step: start, loop: {{in: '{{{{ [1] }}}}', iterator: x}}, tool: [{tasks}]}}]\n"


def _rules(count: int) -> str:
    rules = ", ".join(f"{{when: '{{{{ output.data == {i} }}}}', then: {{do: continue}}}}" for i in range(count))
    return f"workflow: [{{step: start, tool: {{kind: noop, spec: {{policy: {{rules: [{rules}]}}}}}}}}]\n"


def _keys(count: int) -> str:
    return "workload: {" + ", ".join(f"k{i}: {i}" for i in range(count)) + "}\nworkflow: [{step: start, tool: {kind: noop}}]\n"


def _python_steps(count: int) -> str:
    return "workflow:\n" + "".join(
        f"- {{step: {'start' if not i else f's{i}'}, tool: {{kind: python, code: 'result = [x + {i} for x in range(9)]'}}, next: s{min(i + 1, count - 1)}}}\n"
        for i in range(count)
    )


def _elif(count: int) -> str:
    return "x = 1\nif x == 0: pass\n" + "".join(f"elif x == {i}: y = {i}\n" for i in range(count)) + "result = 1"


def _big_map(count: int) -> str:
    return "result = {" + ", ".join(f"'k{i}': {i}" for i in range(count)) + "}"


DOCUMENTS: dict[str, str] = {
    # nestings of Python bodies
    "comprehensions": python("result = " + comprehension(14)),
    "comprehensions_deep": python("result = " + comprehension(60)),
    "comprehension_clauses": python("result = [1 " + " ".join(f"for x{i} in range(2)" for i in range(18)) + "]"),
    "generator_loops": python(_generator(18)),
    "generator_expressions": python("result = list(" + nested("(x for x in ", "[1]", ")", 60) + ")"),
    "try_finally_return": python(_try_finally(18)),
    "try_finally_loop": python(
        "for i in range(3):\n" + "\n".join(" " + line for line in blocks(lambda depth: "try:", "continue", 16, lambda depth: "finally:\n x = 1").splitlines())
    ),
    "with_nested": python("import contextlib\n" + blocks(lambda depth: "with contextlib.nullcontext():", "x = 1", 18)),
    "except_nested": python(blocks(lambda depth: "try:", "x = 1", 18, lambda depth: "except ValueError:\n x = 2")),
    "loops_nested": python(blocks(lambda depth: f"for x{depth} in range(2):", "y = 1", 19)),
    "while_nested": python(blocks(lambda depth: "while True:", "break", 19)),
    "ifs_nested": python("x = 1\n" + blocks(lambda depth: f"if x == {depth}:", "y = 1", 90, lambda depth: "else:\n y = 2")),
    "functions_nested": python(_functions(60)),
    "classes_nested": python(blocks(lambda depth: f"class C{depth}:", "x = 1", 60)),
    "lambdas": python("result = (" + "lambda x=1: " * 80 + "1)"),
    "fstrings": python("x = 1\nresult = f'" + "{x:" * 1 + "{x}" + "}" * 1 + "'\n" + "y = f'" + "{x}" * 20_000 + "'"),
    "parentheses": python("result = " + nested("(", "1", ")", 190)),
    "parentheses_too_many": python("result = " + nested("(", "1", ")", 100_000)),
    "lists": python("result = " + nested("[", "1", "]", 190)),
    "dicts": python("result = " + nested("{'a': ", "1", "}", 190)),
    "calls": python("def f(x): return x\nresult = " + nested("f(", "1", ")", 95)),
    "unary": python("result = " + "-" * 5_000 + "1"),
    "unary_many": python("result = " + "-" * 500_000 + "1"),
    "nots": python("result = " + "not " * 3_000 + "1"),
    "attributes": python("x = 1\nresult = x" + ".a" * 3_000),
    "attributes_many": python("x = 1\nresult = x" + ".a" * 300_000),
    "subscripts": python("x = 1\nresult = x" + "[0]" * 3_000),
    "call_chain": python("def f(): return f\nresult = f" + "()" * 3_000),
    "additions": python("x = 1\nresult = x" + " + x" * 3_000),
    "additions_many": python("x = 1\nresult = x" + " + x" * 200_000),
    "powers": python("x = 1\nresult = x" + " ** x" * 2_000),
    "ands": python("x = 1\nresult = x" + " and x" * 20_000),
    "conditionals": python("x = 1\nresult = " + "1 if x else " * 2_500 + "2"),
    "compares": python("result = " + "1 < " * 1_000 + "1"),
    "compares_many": python("x = 1\nresult = " + "x < " * 20_000 + "x"),
    "walrus": python("result = " + nested("(x := ", "1", ")", 190)),
    "starred": python("result = " + nested("[*", "[]", "]", 190)),
    "match_nested": python("match [1]:\n case " + nested("[", "x", "]", 190) + ": result = x"),
    "match_cases": python("x = 1\nmatch x:\n" + "".join(f" case {i}: result = {i}\n" for i in range(10_000))),
    # long bodies
    "assignments": python("x = 1\n" + "x = x\n" * 20_000 + "result = x"),
    "assignments_many": python("x = 1\n" + "x = x\n" * 300_000 + "result = x"),
    "variables": python("\n".join(f"x{i} = {i}" for i in range(20_000)) + "\nresult = x1"),
    "variables_chained": python("x0 = 1\n" + "\n".join(f"x{i} = x{i - 1}" for i in range(1, 10_000)) + "\nresult = x9"),
    "targets": python(" = ".join(f"x{i}" for i in range(20_000)) + " = 1"),
    "unpacking": python(", ".join(f"x{i}" for i in range(20_000)) + " = range(20000)"),
    "expressions": python("x = 1\n" + "x + x\n" * 20_000 + "result = x"),
    "prints": python("print(1)\n" * 20_000),
    "sums": python("x = 1\n" + "x = x + 1\n" * 10_000 + "result = x"),
    "ifs": python("x = 1\n" + "if x: x = 2\n" * 10_000 + "result = x"),
    "elif": python(_elif(2_000)),
    "elif_many": python(_elif(20_000)),
    "loops": python("x = 1\n" + "for i in range(2): x += i\n" * 4_000 + "result = x"),
    "tries": python("x = 1\n" + "try: x += 1\nexcept ValueError: x = 2\n" * 4_000 + "result = x"),
    "functions": python("\n".join(f"def f{i}(x): return x + {i}" for i in range(5_000)) + "\nresult = f1(2)"),
    "functions_called": python(
        "def f0(x): return x\n" + "\n".join(f"def f{i}(x): return f{i - 1}(x) + f{i - 1}(x)" for i in range(1, 1_000)) + "\nresult = f9(2)"
    ),
    "classes": python("\n".join(f"class C{i}:\n def m(self): return {i}" for i in range(2_000)) + "\nresult = C1().m()"),
    "methods": python("class C:\n" + "\n".join(f" def m{i}(self): return self.m{max(i - 1, 0)}()" for i in range(3_000)) + "\nresult = 1"),
    "inheritance": python("class C0: pass\n" + "\n".join(f"class C{i}(C{i - 1}): pass" for i in range(1, 1_000)) + "\nresult = 1"),
    "decorators": python("def d(f): return f\n" + "@d\n" * 3_000 + "def f(): return 1\nresult = f()"),
    "parameters": python("def f(" + ", ".join(f"a{i}=1" for i in range(5_000)) + "): return a1\nresult = f()"),
    "arguments": python("def f(*a): return a\nresult = f(" + ", ".join("1" for _ in range(20_000)) + ")"),
    "keywords": python("def f(**a): return a\nresult = f(" + ", ".join(f"a{i}=1" for i in range(5_000)) + ")"),
    "list_literal": python("result = [" + "1, " * 200_000 + "]"),
    "list_of_names": python("x = 1\nresult = [" + "x, " * 50_000 + "]"),
    "map_literal": python(_big_map(30_000)),
    "string_literal": python("result = '" + "x" * 1_500_000 + "'"),
    "strings_adjacent": python("result = " + "'a' " * 200_000),
    "imports": python("import math\n" * 5_000 + "result = math.pi"),
    "globals": python("def f():\n global " + ", ".join(f"x{i}" for i in range(5_000)) + "\n return 1\nresult = f()"),
    "closures": python(
        "def f():\n" + "\n".join(f" x{i} = {i}" for i in range(1_000)) + "\n" + "\n".join(f" def g{i}(): return x{i}" for i in range(1_000)) + "\n return g1\nresult = f()()"
    ),
    # constants
    "power": python("result = 10**5000"),
    "power_tower": python("result = 9**9**9**9"),
    "power_big": python("result = 10**10**7"),
    "shift": python("result = 1 << 10**10"),
    "text_times": python("result = 'a'*10**10"),
    "text_times_text": python("result = len('a'*10**8*1000)"),
    "list_times": python("result = len([0]*10**9)"),
    "range_big": python("result = sum(range(10**10))"),
    "list_of_range": python("result = list(range(10**9))"),
    "digits": python("result = " + "9" * 200_000),
    "digits_hex": python("result = 0x" + "f" * 1_000_000),
    "int_of_text": python("result = int('9' * 4000000)"),
    "tokens": python("import secrets\nresult = len(secrets.token_bytes(2*10**9))"),
    "literal_eval": python("import ast\nresult = ast.literal_eval('-' * 100000 + '1')"),
    "format_width": python("result = '%*d' % (2000000000, 1)"),
    "format_precision": python("result = len('%.2000000000f' % 1.5)"),
    "format_spec": python("result = len(f'{1:2000000000d}')"),
    "justify": python("result = len('a'.rjust(10**10))"),
    "factorial": python("import math\nresult = math.factorial(10**6)"),
    "regex": python("import re\nresult = re.match('(a+)+$', 'a' * 60 + 'b')"),
    "regex_nested": python("import re\nresult = re.match(" + repr(nested("(", "a", ")", 5_000)) + ", 'a')"),
    "ellipsis": python("result = ..."),
    "yield_return": python("def g():\n return (yield)\nresult = list(g())"),
    "forever": python("while True: pass"),
    "recursion": python("def f(x): return f(x)\nresult = f(1)"),
    "memory": python("x = []\nwhile True: x.append('a' * 1000000 + str(len(x)))"),
    # templates
    "template_for": template(_for_blocks(12)),
    "template_for_deep": template(_for_blocks(60)),
    "template_for_flat": template("{% for x in [1] %}{{ x }}{% endfor %}" * 5_000),
    "template_if_nested": template("{% if x %}" * 80 + "y" + "{% endif %}" * 80),
    "template_if_flat": template("{% if x %}y{% else %}z{% endif %}" * 5_000),
    "template_elif": template("{% if x == 0 %}y" + "".join(f"{{% elif x == {i} %}}{i}" for i in range(5_000)) + "{% endif %}"),
    "template_set": template("".join(f"{{% set x{i} = {i} %}}" for i in range(5_000)) + "{{ x1 }}"),
    "template_macro": template("".join(f"{{% macro m{i}(a) %}}{{{{ a }}}}{{% endmacro %}}" for i in range(2_000)) + "{{ m1(2) }}"),
    "template_macro_chain": template(
        "{% macro m0(a) %}x{% endmacro %}" + "".join(f"{{% macro m{i}(a) %}}{{{{ m{i - 1}(a) }}}}{{{{ m{i - 1}(a) }}}}{{% endmacro %}}" for i in range(1, 40)) + "{{ m39(2) }}"
    ),
    "template_outputs": template("{{ x }}" * 20_000),
    "template_text": template("x" * 1_500_000),
    "template_raw": template("{% raw %}" + "{{ x }}" * 100_000 + "{% endraw %}"),
    "template_comments": template("{# x #}" * 100_000),
    "template_parentheses": expression(nested("(", "1", ")", 90)),
    "template_parentheses_many": expression(nested("(", "1", ")", 100_000)),
    "template_lists": expression(nested("[", "1", "]", 90)),
    "template_lists_many": expression(nested("[", "1", "]", 50_000)),
    "template_maps": expression(nested("{'a': ", "1", "}", 90)),
    "template_filters": expression("x" + "|string" * 2_000),
    "template_filters_many": expression("x" + "|upper" * 100_000),
    "template_attributes": expression("x" + ".a" * 2_000),
    "template_attributes_many": expression("x" + ".a" * 200_000),
    "template_calls": expression("x" + ".get('a')" * 2_000),
    "template_default_nested": expression(nested("x|default(", "1", ")", 90)),
    "template_nots": expression("not " * 2_000 + "x"),
    "template_minus": expression("-" * 2_000 + "1"),
    "template_minus_many": expression("-" * 100_000 + "1"),
    "template_tildes": expression("x" + " ~ x" * 2_000),
    "template_tildes_many": expression("x" + " ~ x" * 50_000),
    "template_additions": expression("x" + " + x" * 2_000),
    "template_ands": expression("x" + " and x" * 2_000),
    "template_conditionals": expression("1 if x else " * 2_000 + "2"),
    "template_compares": expression("1 < " * 1_000 + "1"),
    "template_powers": expression("2" + " ** 2" * 500),
    "template_list": expression("[" + "1, " * 100_000 + "]"),
    "template_map": expression("{" + ", ".join(f"'k{i}': {i}" for i in range(20_000)) + "}"),
    "template_quotes": template("{{ " + "'" * 2_500_001 + " }}"),
    "template_open": template("{{ " * 500_000),
    "template_blocks_open": template("{% for x in y %}" * 50_000),
    "template_digits": expression("9" * 100_000),
    "template_digits_int": expression("('9'*4000000)|int"),
    "template_power": expression("9 ** 9 ** 9 ** 9"),
    "template_power_big": expression("10 ** 10000000"),
    "template_text_times": expression("('a' * 10000000000)|length"),
    "template_text_big": expression("('a' * 500000000)|length"),
    "template_list_times": expression("([0] * 1000000000)|length"),
    "template_range": expression("range(10000000000)|list|length"),
    "template_range_sum": expression("range(1000000000)|sum"),
    "template_precision": expression("'%.*f'|format(2000000000, 1.5)"),
    "template_width": expression("'%*d'|format(2000000000, 1)"),
    "template_width_text": expression("'%2000000000d'|format(1)"),
    "template_star": expression("'%*d'|format(5, 1)"),
    "template_center": expression("'a'|center(10000000000)"),
    "template_indent": expression("'a'|indent(10000000000, true)"),
    "template_round": expression("1.5|round(1000000000)"),
    "template_mapping_call": expression("f(**d)"),
    "template_loops_long": template("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}"),
    "template_output_long": template("{% for a in range(100000) %}{% for b in range(1000) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}{% endfor %}"),
    "template_replace": expression("('a' * 100000)|replace('a', 'a' * 100000)|length"),
    "template_in_many_places": document(
        "workflow: [{step: start, tool: {kind: noop, result: {" + ", ".join(f"k{i}: '{{{{ x.y.z{i} }}}}'" for i in range(4_000)) + "}}}]\n"
    ),
    # as much as the limits of size allow
    "most_outputs": templates("{{ x }}", 500_000),
    "most_too_much": templates("{{ x }}", 1_000_000),
    "most_for": templates("{% for x in [1] %}{{ x }}{% endfor %}", 500_000),
    "most_ifs": templates("{% if x %}y{% else %}z{% endif %}", 500_000),
    "most_sets": templates("{% set x = 1 %}", 500_000),
    "most_lists": templates("{{ [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1] }}", 500_000),
    "most_calls": templates("{{ x.get('a')|default(1) }}", 500_000),
    "most_macros": templates("{% macro m(a) %}{{ a }}{{ a }}{% endmacro %}{{ m(m(m(1))) }}", 500_000),
    "most_loops_nested": templates("{% for x in [1] %}" * 60 + "{{ x }}" + "{% endfor %}" * 60, 500_000),
    "most_bodies": bodies("x = x\n", 500_000, 3_000),
    "most_bodies_large": bodies("x = x\n", 500_000, 20_000),
    "most_calls_of_functions": bodies("f(f(x), f(x))\n", 500_000, 8_000, "def f(a, b=1): return a\nx = 1\n"),
    "most_ifs_of_bodies": bodies("if x: x = y = z = 1\n", 500_000, 20_000, "x = y = z = 1\n"),
    "most_tries": bodies("try: x = f(x)\nexcept: pass\n", 500_000, 20_000, "x = 1\ndef f(x): return x\n"),
    "most_items": bodies("a[b[c]] = a[b] + c[a]\n", 500_000, 20_000, "a = b = c = {}\n"),
    "most_methods": bodies("x.append(x.pop().strip().split(x))\n", 500_000, 30_000, "x = []\n"),
    "most_comprehensions": bodies("x = [y for y in x if y]\n", 500_000, 20_000, "x = []\n"),
    "most_lambdas": bodies("f = lambda a: f(a)\n", 500_000, 20_000, "f = 1\n"),
    "most_generators": bodies("def g(a):\n for x in a: yield from g(x)\n", 500_000, 20_000),
    "most_closures": bodies("def g(a):\n def h(b): return a + b\n return h\n", 500_000, 20_000),
    "most_classes": bodies("class C:\n def m(self, a): return self.m(a)\n", 500_000, 20_000),
    "most_matches": bodies("match x:\n case {'a': [y, *z]}: pass\n", 500_000, 20_000, "x = 1\n"),
    "most_finally": bodies(blocks(lambda d: "def f():" if not d else "try:", "return 1", 12, lambda d: f"finally:\n x{d} = 1" if d else "") + "\n", 500_000, 20_000),
    "most_live": bodies("f(" + "f(1), " * 60 + ")\n", 500_000, 20_000, "def f(*a): return a\n"),
    "diamonds": python(
        "class C0: pass\nclass D0: pass\n"
        + "\n".join(f"class C{i}(C{i - 1}, D{i - 1}): pass\nclass D{i}(C{i - 1}, D{i - 1}): pass" for i in range(1, 30))
    ),
    "aliased_body": document(
        "workbook: [{name: w, tool: {kind: python, code: &c '" + "x=1;" * 2_000 + "'}}]\nworkflow:\n"
        + "".join(f"- {{step: s{i}, tool: {{kind: workbook, name: w}}}}\n" for i in range(2_000))
    ),
    "aliased_template": document(
        "workflow:\n- {step: start, tool: {kind: noop, result: &c '" + "{{ x }}" * 500 + "'}}\n"
        + "".join(f"- {{step: s{i}, tool: {{kind: noop, result: *c}}}}\n" for i in range(2_000))
    ),
    # documents
    "yaml_quotes": document("workflow: " + "'" * 2_500_001 + "\n"),
    "yaml_quote_lines": document("workflow: '" + "a\n" * 1_000_000),
    "yaml_quotes_reopened": document("".join(f"k{i}: 'a\n" for i in range(200_000))),
    "yaml_flow": document("workflow: " + "[" * 1_000_000 + "\n"),
    "yaml_flow_maps": document("workflow: " + "{a: " * 500_000 + "\n"),
    "yaml_flow_closed": document("workload: {a: " + nested("[", "1", "]", 120) + "}\nworkflow: [{step: start, tool: {kind: noop}}]\n"),
    "yaml_block": document("".join(" " * i + "a:\n" for i in range(1_500))),
    "yaml_dashes": document("workflow:\n" + "- " * 500_000 + "\n"),
    "yaml_aliases": document(_aliases(12, 10)),
    "yaml_aliases_allowed": document(_aliases(5, 10)),
    "yaml_anchors": document("workload: [" + ", ".join(f"&a{i} x" for i in range(100_000)) + "]\nworkflow: [{step: start, tool: {kind: noop}}]\n"),
    "yaml_questions": document("? " * 200_000 + "\n"),
    "yaml_tags": document("workload: " + "!a " * 200_000 + "\n"),
    "yaml_documents": "---\n" * 500_000,
    "yaml_comments": document("# a\n" * 500_000),
    "yaml_line": document("workload: {a: " + "x " * 2_000_000 + "}\nworkflow: [{step: start, tool: {kind: noop}}]\n"),
    "yaml_long_keys": document("workload: {" + ", ".join("k" * 1_000 + str(i) for i in range(3_000)) + "}\nworkflow: [{step: start, tool: {kind: noop}}]\n"),
    "yaml_digits": document("workload: {a: " + "9" * 1_000_000 + "}\nworkflow: [{step: start, tool: {kind: noop}}]\n"),
    "yaml_hex": document("workload: {a: 0x" + "f" * 1_000_000 + "}\nworkflow: [{step: start, tool: {kind: noop}}]\n"),
    "yaml_spaces": document(" " * 5_000_000 + "\n"),
    "yaml_tabs": document("\t" * 2_000_000 + "\n"),
    "yaml_controls": document("a: \x07" * 200_000),
    "yaml_empty": "",
    "yaml_nulls": "\0" * 1_000_000,
    "yaml_not_text": "".join(chr(0x80 + i % 64) for i in range(500_000)),
    "yaml_keys": document(_keys(100_000)),
    "yaml_duplicates": document("a: 1\n" * 100_000),
    "yaml_unknown_keys": document("".join(f"a{i}: 1\n" for i in range(50_000)) + "workflow: [{step: start, tool: {kind: noop}}]\n"),
    "yaml_wrong_steps": document("workflow: [" + "1, " * 200_000 + "]\n"),
    # workflows
    "steps": document(_steps(2_000)),
    "steps_many": document(_steps(100_000)),
    "steps_beyond": document(_steps(5_001)),
    "template_large": template("{{ x }}" + "x" * 300_000),
    "arcs": document(_arcs(2_000)),
    "arcs_many": document(_arcs(100_000)),
    "mesh": document(_mesh(300)),
    "pipeline": document(_pipeline(2_000)),
    "pipeline_many": document(_pipeline(50_000)),
    "rules": document(_rules(2_000)),
    "python_steps": document(_python_steps(300)),
    "python_steps_many": document(_python_steps(5_000)),
    "cycle": document("workflow: [{step: start, tool: {kind: noop}, next: start}]\n"),
    "cycle_of_two": document("workflow: [{step: start, tool: {kind: noop}, next: b}, {step: b, tool: {kind: noop}, set: {n: '{{ ctx.n ~ ctx.n ~ 1 }}'}, next: start}]\n"),
    "jump_forever": document(
        "workflow: [{step: start, tool: [{a: {kind: noop, spec: {policy: {rules: [{then: {do: jump, to: a}}]}}}}, {b: {kind: noop}}]}]\n"
    ),
    "loop_of_range": document("workflow: [{step: start, loop: {in: '{{ range(100000) }}', iterator: x}, tool: {kind: noop, result: '{{ range(1000)|list }}'}}]\n"),
    "workload_nested": document("workload: {a: " + nested("{a: ", "1", "}", 126) + "}\nworkflow: [{step: start, tool: {kind: noop, result: '{{ a }}'}}]\n"),
}

SLOW = frozenset(name for name in DOCUMENTS if name.startswith("most_"))
"""Documents of the largest allowed size: the longer command `fuzz_documents --largest` builds them, tests do not."""

"""A page from templates: a small language of fields, conditions and loops is read once and filled with data many times."""

import re
from html import escape

TINY, FULL = 2, 600

PAGE = """<html><head><title>[[ title ]]</title></head><body>
<h1>[[ title ]]</h1>[% if user %]<p>Welcome back, [[ user ]]!</p>[% end %]
<ul>[% for item in items %]
  <li class="[[ item.kind ]]"><a href="/items/[[ item.id ]]">[[ item.name ]]</a>: [[ item.price ]]
  [% if item.tags %]<small>[% for tag in item.tags %]<b>[[ tag ]]</b> [% end %]</small>[% end %]</li>[% end %]
</ul><footer>[[ count ]] items</footer></body></html>"""


def parsed(template):
    root = []
    stack = [root]
    for piece in re.split(r"(\[\[.*?\]\]|\[%.*?%\])", template):
        if piece.startswith("[["):
            stack[-1].append(("field", piece[2:-2].strip().split(".")))
        elif piece.startswith("[%"):
            words = piece[2:-2].split()
            if words[0] == "end":
                stack.pop()
                continue
            body = []
            if words[0] == "for":
                stack[-1].append(("for", words[1], words[3].split("."), body))
            else:
                stack[-1].append(("if", words[1].split("."), body))
            stack.append(body)
        elif piece:
            stack[-1].append(("text", piece))
    return root


def looked_up(path, names):
    value = names
    for key in path:
        value = value[key]
    return value


def rendered(nodes, names, out):
    for node in nodes:
        kind = node[0]
        if kind == "text":
            out.append(node[1])
        elif kind == "field":
            out.append(escape(str(looked_up(node[1], names))))
        elif kind == "if":
            if looked_up(node[1], names):
                rendered(node[2], names, out)
        else:
            for value in looked_up(node[2], names):
                rendered(node[3], {**names, node[1]: value}, out)


def main(n):
    template = parsed(PAGE)
    length = 0
    page = ""
    for k in range(n):
        items = [
            {"id": i, "kind": "new" if i % 4 else "old", "name": f"Item <{i}> & co", "price": f"{(i * 7 + k) / 4:.2f}", "tags": ["a", "b", "c"][: i % 4]}
            for i in range(20)
        ]
        out = []
        rendered(template, {"title": f"Page {k}", "user": "Ann" if k % 2 else "", "items": items, "count": len(items)}, out)
        page = "".join(out)
        length += len(page)
    return [length, page[:400]]

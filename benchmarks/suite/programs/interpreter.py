"""An interpreter for a small machine: tokens and a parser make code, a loop with a stack runs it."""

TINY, FULL = 10, 40_000

SOURCE = "i = 0 ; s = 1 ; while i < n : s = ( s * 3 + i ) % 65521 ; if s % 2 : s = s + i * 2 - 1 ; end i = i + 1 ; end"
ORDER = {"<": 1, "+": 2, "-": 2, "*": 3, "%": 3}


def expression(tokens, at, code, above):
    token = tokens[at]
    at += 1
    if token == "(":
        at = expression(tokens, at, code, 0) + 1
    elif token.isdigit():
        code.append(("push", int(token)))
    else:
        code.append(("load", token))
    while at < len(tokens) and ORDER.get(tokens[at], 0) > above:
        operator = tokens[at]
        at = expression(tokens, at + 1, code, ORDER[operator])
        code.append((operator, None))
    return at


def statements(tokens, at, code):
    while at < len(tokens) and tokens[at] != "end":
        token = tokens[at]
        if token in ("while", "if"):
            start = len(code)
            at = expression(tokens, at + 1, code, 0) + 1
            place = len(code)
            code.append(None)
            at = statements(tokens, at, code) + 1
            if token == "while":
                code.append(("jump", start))
            code[place] = ("skip", len(code))
        else:
            at = expression(tokens, at + 2, code, 0) + 1
            code.append(("store", token))
    return at


def run(code, names):
    stack = []
    at = steps = 0
    while at < len(code):
        op, argument = code[at]
        at += 1
        steps += 1
        if op == "push":
            stack.append(argument)
        elif op == "load":
            stack.append(names[argument])
        elif op == "store":
            names[argument] = stack.pop()
        elif op == "skip":
            if not stack.pop():
                at = argument
        elif op == "jump":
            at = argument
        else:
            right = stack.pop()
            left = stack.pop()
            if op == "+":
                stack.append(left + right)
            elif op == "-":
                stack.append(left - right)
            elif op == "*":
                stack.append(left * right)
            elif op == "%":
                stack.append(left % right)
            else:
                stack.append(left < right)
    return steps


def main(n):
    code = []
    statements(SOURCE.split(), 0, code)
    names = {"n": n}
    return {"steps": run(code, names), "names": names, "code": len(code)}

"""Runs one program on whatever Python this is: `python runner.py FOLDER NAME`, then a size in a line of its own for each run.

Answers a line of JSON each: seconds of processor time and the result as JSON text, or the error. Imports nothing of the project, so
that any Python can run it; `NAME` is a module in FOLDER, plain or made by mypyc.
"""

import importlib
import json
import sys
import time


def main() -> None:
    sys.path.insert(0, sys.argv[1])
    program = importlib.import_module(sys.argv[2])
    for line in sys.stdin:
        started = time.process_time()
        try:
            result = program.main(int(line))
        except Exception as error:
            answer: dict[str, object] = {"error": f"{type(error).__name__}: {error}"}
        else:
            answer = {"seconds": time.process_time() - started, "result": json.dumps(result)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

"""Tests of playbooks: `X.test.yaml` files with cases that run on both engines (`noetl test`).

document    a test file, read and checked, as cases
host        what a case answers for tools, clock, entropy and environment
expect      an outcome against what a case expects
run         a case on the module and in the interpreter
update      expectations that become what happened, with `writing`
report      text, JSON, JUnit XML, lcov
pytest_plugin   the same files as tests of pytest
"""

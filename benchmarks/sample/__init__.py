"""Programs that nobody here wrote: cut out of pinned packages and CPython's own tests, and judged against CPython.

`python -m benchmarks.sample` fetches, cuts, runs and reports; docs/coverage.md tells what the numbers mean.
"""

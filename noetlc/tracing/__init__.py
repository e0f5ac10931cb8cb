"""What a run of `noetl run` did, told to people and programs (docs/tracing.md).

watching    tracers: what is kept of the events of a run, and where they go
module      what is known of a module's run, and its repetition in the interpreter
text        a trace to read
machine     a trace for programs: JSON lines, and the format of Chrome and Perfetto
profile     steps, bodies, lines, templates and calls by time and number
"""

"""What a run of `noetl run` did, told to people and programs.

watching    tracers: what is kept of the events of a run
"""

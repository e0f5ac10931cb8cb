"""Steps, arcs, pipelines and loops to IR."""

"""Workers: they take commands from a queue, run them compiled or interpreted, and make their effects take place exactly once."""

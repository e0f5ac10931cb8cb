"""Arguments of calls: matched to parameters when compiling, or packed for what is only known when it runs; the texts of TypeErrors.

Imports: facts, frame.
"""

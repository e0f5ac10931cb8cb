"""Lists, tuples, dicts, sets, ranges, slices; iteration, subscripts, sorting."""

"""`zlib` and `gzip`: what was compressed, as it was."""

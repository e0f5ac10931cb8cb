"""IR to WebAssembly."""

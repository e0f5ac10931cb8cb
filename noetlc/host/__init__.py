"""The plug-in host twin on wasmtime."""

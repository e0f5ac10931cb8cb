"""noetlc compiles NoETL playbooks to small, verified WebAssembly modules."""

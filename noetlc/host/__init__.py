"""The plug-in host twin on wasmtime."""

from noetlc.host.errors import Aborted, HostError, Place

__all__ = ["Aborted", "HostError", "Place"]

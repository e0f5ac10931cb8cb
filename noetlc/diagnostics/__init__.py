"""Codes, spans and rendering of diagnostics. Imports nothing else of the compiler."""

from noetlc.diagnostics.model import Diagnostic, Severity, SourceFile, Span

__all__ = ["Diagnostic", "Severity", "SourceFile", "Span"]

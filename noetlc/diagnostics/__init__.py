"""Codes, spans and rendering of diagnostics. Imports nothing else of the compiler."""

from noetlc.diagnostics.codes import CODES, Code
from noetlc.diagnostics.model import Diagnostic, Severity, SourceFile, Span
from noetlc.diagnostics.render import render

__all__ = ["CODES", "Code", "Diagnostic", "Severity", "SourceFile", "Span", "render"]

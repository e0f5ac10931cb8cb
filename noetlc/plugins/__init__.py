"""Hand-written modules: what they declare, where they are found, how they are built."""

from noetlc.plugins.finder import PluginFinder
from noetlc.plugins.model import Plugin, PluginError, PluginFunction, PluginManifest

__all__ = ["Plugin", "PluginError", "PluginFinder", "PluginFunction", "PluginManifest"]

"""Playbooks to begin with, each in a folder of its own with its test file: `noetl init` copies them."""

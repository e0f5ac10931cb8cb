"""Checked playbook to IR, and the passes over it."""

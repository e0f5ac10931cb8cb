"""The graph of a playbook, and its pictures: Mermaid, DOT and SVG."""

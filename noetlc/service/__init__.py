"""The registry service: NoETL's endpoints for playbooks, modules, results, objects and events, over one catalog (`docs/service.md`).

Needs the extra `serve` (`pip install 'noetlc[serve]'`).
"""

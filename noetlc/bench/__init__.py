"""Measures a playbook on both engines side by side: the same payloads, in turns, after their results were compared.

Both take a payload as JSON bytes and give an answer as JSON bytes, as a host would hand them over. Host tools are answered by the stubs of
verification, so that only the playbook's own work is measured.
"""

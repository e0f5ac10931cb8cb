"""What an editor asks about a playbook, and the language server that answers (`noetl lsp`)."""

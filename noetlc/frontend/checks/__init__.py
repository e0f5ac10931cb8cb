"""The rules of the language: every V error and W warning, and the checked playbook of a document without errors."""

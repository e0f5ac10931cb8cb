"""The template language: grammar and syntax tree."""

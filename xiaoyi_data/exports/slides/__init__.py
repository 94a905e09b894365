"""Executed notebooks -> a deck of native, editable charts."""

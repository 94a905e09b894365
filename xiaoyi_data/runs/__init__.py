"""Notebooks x parameters -> executed notebooks: planned, forked, cached, recorded."""

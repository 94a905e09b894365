"""Executed notebooks -> pages, pictures, decks, workbooks. Nothing is executed or redrawn."""

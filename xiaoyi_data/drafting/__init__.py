"""Another report, from its text to tables: what is taken off, what is proposed, what is doubted."""

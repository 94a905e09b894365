"""Another report: from its text to tables, proposed by a draft and decided by a reader."""

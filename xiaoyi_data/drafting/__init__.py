"""Another report, from its text to tables: proposed by a draft, decided by a reader."""

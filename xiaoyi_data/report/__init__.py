"""The tables of a report, what they mean, and their proofs against its text."""

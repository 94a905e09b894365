"""A draft, row by row, as a reader decides it: shown, answered, proved, taken into the tables."""

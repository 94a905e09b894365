"""What follows from the figures: intervals, derived values, targets beside outcomes."""

"""Frame -> Axes -> exhibit -> story."""

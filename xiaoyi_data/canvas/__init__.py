"""What pictures, slides and pages share: looks, type, layout and the exhibit's payload."""

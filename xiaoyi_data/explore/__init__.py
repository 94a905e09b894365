"""Look up what the report says, and compare it, from a shell or a notebook."""

"""Text -> numerals -> quantities: what a Chinese number in words or digits says."""

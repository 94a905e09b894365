"""The command ``xiaoyi``."""

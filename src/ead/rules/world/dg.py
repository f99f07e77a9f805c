"""Rules: Dangerous and prohibited goods."""

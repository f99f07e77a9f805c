"""Rules: Canada."""

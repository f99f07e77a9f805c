"""Rules: Malaysia."""

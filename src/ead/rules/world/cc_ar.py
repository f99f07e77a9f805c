"""Rules: Argentina."""

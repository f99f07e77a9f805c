"""Rules: Ecuador."""

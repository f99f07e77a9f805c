"""Rules: New Zealand."""

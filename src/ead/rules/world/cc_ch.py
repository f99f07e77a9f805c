"""Rules: Switzerland."""

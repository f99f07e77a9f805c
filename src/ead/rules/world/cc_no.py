"""Rules: Norway."""

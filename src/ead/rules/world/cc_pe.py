"""Rules: Peru."""

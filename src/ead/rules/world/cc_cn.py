"""Rules: China."""

"""Rules: Chile."""

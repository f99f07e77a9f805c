"""Rules: Indonesia."""

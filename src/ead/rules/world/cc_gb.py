"""Rules: United Kingdom."""

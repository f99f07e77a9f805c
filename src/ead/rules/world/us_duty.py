"""Rules: United States, duty data."""

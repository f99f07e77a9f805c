"""Rules: United States, advance electronic data."""

"""Rules: United Arab Emirates."""

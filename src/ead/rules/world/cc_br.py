"""Rules: Brazil."""

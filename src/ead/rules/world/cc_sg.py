"""Rules: Singapore."""

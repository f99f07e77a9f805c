"""Rules: Japan."""

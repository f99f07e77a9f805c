"""Rules: Kazakhstan."""

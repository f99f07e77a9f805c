"""Rules: India."""

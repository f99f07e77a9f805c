"""Rules: Mexico."""

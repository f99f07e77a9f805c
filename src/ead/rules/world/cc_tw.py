"""Rules: Taiwan."""

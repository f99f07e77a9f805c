"""Rules: Russian Federation."""

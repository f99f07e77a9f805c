"""Rules: Republic of Korea."""

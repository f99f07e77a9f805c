"""Rules: Türkiye."""

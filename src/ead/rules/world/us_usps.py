"""Rules: United States as origin."""

"""Rules: Colombia."""

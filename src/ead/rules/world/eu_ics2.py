"""Rules: European Union, ICS2."""

"""Rules: European Union, import."""

"""Rules: Pre-loading advance cargo information."""

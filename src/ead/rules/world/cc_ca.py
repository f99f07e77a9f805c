"""Rules: Canada. No data requirement for mail to Canada is known that the world-wide sets do not cover, so the set is empty."""

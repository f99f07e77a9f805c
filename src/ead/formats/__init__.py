"""Wire formats: one codec a module, found by name or by looking at the source."""

"""Profiles: which rule sets, with which severities and parameters, for one purpose."""

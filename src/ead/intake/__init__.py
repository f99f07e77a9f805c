"""Bytes to safe text and trees: the only code that touches parsers of untrusted input."""

"""Harmonized System rules."""

from __future__ import annotations

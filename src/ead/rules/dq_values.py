"""Data quality of values."""

from __future__ import annotations

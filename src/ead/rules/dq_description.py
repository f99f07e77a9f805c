"""Data quality of goods descriptions."""

from __future__ import annotations

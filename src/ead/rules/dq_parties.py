"""Data quality of parties."""

from __future__ import annotations

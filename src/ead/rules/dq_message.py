"""Data quality over a whole message."""

from __future__ import annotations

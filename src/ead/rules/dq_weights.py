"""Data quality of weights and quantities."""

from __future__ import annotations

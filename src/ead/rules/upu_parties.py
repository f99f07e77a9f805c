"""UPU rules on sender and addressee."""

from __future__ import annotations

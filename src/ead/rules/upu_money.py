"""UPU rules on money."""

from __future__ import annotations

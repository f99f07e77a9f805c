"""UPU rules on the item as a whole."""

from __future__ import annotations

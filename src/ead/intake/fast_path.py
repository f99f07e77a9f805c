"""The switch of the fast path: with ``EAD_FAST_PATH=0`` every source is read by a general parser and decoded by the field table.

Rules and what else is compiled stay as they are; ``EAD_NATIVE=0`` leaves that out.
"""

from __future__ import annotations

import os

__all__ = ["ON"]

ON = os.environ.get("EAD_FAST_PATH", "1") != "0"
"""Whether prologs, frames and items are first met by regular expressions made for their usual form."""

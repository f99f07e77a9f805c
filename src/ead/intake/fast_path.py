"""The one switch of the fast path: ``EAD_FAST_PATH=0`` sends everything down the reference path."""

from __future__ import annotations

import os

__all__ = ["ON"]

ON = os.environ.get("EAD_FAST_PATH", "1") != "0"
"""Whether prologs, frames and items are first met by regular expressions made for their usual form."""

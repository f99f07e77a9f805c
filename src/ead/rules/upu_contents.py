"""UPU rules on content pieces."""

from __future__ import annotations

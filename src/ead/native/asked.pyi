from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

__all__ = ["Asked"]

class Asked:
    """What can be asked directly; a class without questions of its own has none."""

    questions: ClassVar[Mapping[str, int]]
    """With how many values each is asked, -1 for any number, by the names that Python asks with; compiled code numbers them in order."""

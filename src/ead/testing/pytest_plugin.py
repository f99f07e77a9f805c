"""pytest fixtures for people who test their own messages and rules; nothing of ead is imported until one is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ead.validator import Validator

__all__ = ["ead_item", "ead_message", "ead_validator"]


@pytest.fixture
def ead_item() -> Callable[..., dict[str, Any]]:
    """A factory of clean items as mappings; keyword arguments replace fields."""
    from ead.testing.builders import item

    return item


@pytest.fixture
def ead_message() -> Callable[..., dict[str, Any]]:
    """A factory of clean messages as mappings."""
    from ead.testing.builders import message

    return message


@pytest.fixture
def ead_validator() -> Callable[..., Validator]:
    """A factory of validators: ``ead_validator(profiles=["upu"], as_of=date(2026, 11, 1))``."""
    from ead.validator import Validator

    return Validator

"""What the tests of the exchange with CDS share: the contract as written down by hand, messages, and a quick client."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from ead.cds import Client, Retries
from ead.testing.cds_server import TOKEN, CdsServer

# Tests are no package: the module that they share is put where they find it.
_SPEC = importlib.util.spec_from_file_location("contract_by_hand", Path(__file__).with_name("contract_by_hand.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
sys.modules["contract_by_hand"] = _CONTRACT = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_CONTRACT)


@pytest.fixture
def connect() -> Iterator[Callable[..., tuple[CdsServer, Client]]]:
    """Start a server, with these settings, and make a client of it that does not wait long between trials."""
    with ExitStack() as stack:

        def start(client: dict[str, Any] | None = None, **server: Any) -> tuple[CdsServer, Client]:
            running = stack.enter_context(CdsServer(**server))
            settings = {"post": "BEA", "customs": "BEC", "retries": Retries(times=12, pause=0.001), **(client or {})}
            return running, stack.enter_context(Client(running.url, TOKEN, **settings))

        yield start

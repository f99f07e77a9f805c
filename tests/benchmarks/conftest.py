"""The modules of ``benchmarks/``, which import each other by their bare names."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def bench_folder() -> Path:
    """Where the benchmarks are."""
    return BENCHMARKS


@pytest.fixture(scope="session")
def bench() -> Iterator[SimpleNamespace]:
    """The modules that need no file and no process."""
    names = ("corpus", "gigabyte", "goals", "peers", "plot", "prepare", "processes", "rows", "run", "tables")
    strangers = {name: sys.modules.get(name) for name in names}
    sys.path.insert(0, str(BENCHMARKS))
    try:
        modules: dict[str, ModuleType] = {name: importlib.import_module(name) for name in names}
        yield SimpleNamespace(**modules)
    finally:
        sys.path.remove(str(BENCHMARKS))
        for name, module in strangers.items():
            if module is None:
                sys.modules.pop(name, None)

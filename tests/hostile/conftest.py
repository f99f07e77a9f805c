"""The searches for XML and JSON that the compiled schema accepts wrongly, shared with the programs that make longer runs of them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


def _program(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"ead_{name}", BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    sys.path.insert(0, str(BENCHMARKS))  # it stands beside the mutations that it imports
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(BENCHMARKS))
    return module


@pytest.fixture(scope="session")
def soundness() -> ModuleType:
    """``benchmarks/soundness.py`` as a module."""
    return _program("soundness")


@pytest.fixture(scope="session")
def soundness_json() -> ModuleType:
    """``benchmarks/soundness_json.py`` as a module."""
    return _program("soundness_json")

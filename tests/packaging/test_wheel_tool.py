"""The wheel test knows what belongs into the wheel."""

from __future__ import annotations

import sysconfig
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small source tree with code, data, a schema, a module to compile and things that stay at home."""
    for name in (
        "src/ead/__init__.py",
        "src/ead/py.typed",
        "src/ead/data/terms.toml",
        "src/ead/native/fast.pyx",
        "schemas/itmatt.xsd",
        "tests/test_a.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    cache = tmp_path / "src/ead/__pycache__"
    cache.mkdir()
    (cache / "x.py").touch()
    (tmp_path / "src/ead/notes.bak").touch()
    return tmp_path


PURE = {"ead/__init__.py", "ead/py.typed", "ead/data/terms.toml", "ead/schemas/itmatt.xsd"}
COMPILED = f"ead/native/fast{sysconfig.get_config_var('EXT_SUFFIX')}"
WHOLE = PURE | {COMPILED}


def test_expected_members_are_code_data_schemas_and_compiled_modules(wheel_tool: ModuleType, tree: Path) -> None:
    """Modules, data files, py.typed, schemas and what is compiled are expected; caches, tests, sources of Cython and strays are not."""
    assert WHOLE == wheel_tool.expected_members(tree, compiled=True)
    assert PURE == wheel_tool.expected_members(tree, compiled=False)


@pytest.mark.parametrize("lost", sorted(WHOLE))
def test_a_lost_file_is_named(wheel_tool: ModuleType, tree: Path, lost: str) -> None:
    """Whatever the wheel lacks is reported by name."""
    assert [lost] == wheel_tool.missing_from(WHOLE - {lost}, tree, compiled=True)


def test_a_foreign_file_is_named(wheel_tool: ModuleType, tree: Path) -> None:
    """Files that are neither package nor metadata are reported; metadata is not."""
    assert ["tests/test_a.py"] == wheel_tool.strangers_in(WHOLE | {"tests/test_a.py", "ead-0.1.0.dist-info/RECORD"}, tree, compiled=True)


def test_a_compiled_module_is_foreign_to_a_wheel_for_every_platform(wheel_tool: ModuleType, tree: Path) -> None:
    """A wheel that claims to fit everywhere must not hold machine code."""
    assert [COMPILED] == wheel_tool.strangers_in(WHOLE, tree, compiled=False)


def test_tree_expects_its_schemas_and_marker(wheel_tool: ModuleType, root: Path) -> None:
    """The real tree has py.typed and a schema of each kind to ship."""
    members = wheel_tool.expected_members(root, compiled=True)
    assert "ead/py.typed" in members
    assert {".json", ".xsd"} <= {Path(name).suffix for name in members if name.startswith("ead/schemas/")}


def test_failing_command_is_quoted_with_its_output(wheel_tool: ModuleType, tmp_path: Path) -> None:
    """A command with a surprising exit code raises, and the text shows what it printed."""
    with pytest.raises(wheel_tool.WheelProblem, match=r"exit code 3, expected 0\nbroken"):
        wheel_tool._run(["sh", "-c", "echo broken; exit 3"], cwd=tmp_path)

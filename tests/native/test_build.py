"""Whether the compiled modules are there, and the switches that leave them out."""

from __future__ import annotations

import ast
import itertools
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from ead import native

HOME = Path(native.__file__).parent
SUFFIX = str(sysconfig.get_config_var("EXT_SUFFIX"))
BUILT = sorted(path.name.removesuffix(SUFFIX) for path in HOME.glob(f"*{SUFFIX}"))
EXAMPLES = Path(__file__).parents[2] / "examples"
ON = {"EAD_NATIVE": "1", "EAD_FAST_PATH": "1"}
LOADED = "import sys; print(sorted(name.removeprefix('ead.native.') for name in sys.modules if name.startswith('ead.native.')))"
VERSION = "import contextlib; from ead.cli.main import main\nwith contextlib.suppress(SystemExit): main()"


def printed(code: str, *arguments: str, **environment: str) -> str:
    """What a fresh interpreter prints."""
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True, timeout=60).stdout


def parts(**environment: str) -> list[str]:
    """Those of the modules built that a fresh interpreter gets."""
    code = f"from ead.native import part; print(*(name for name in {BUILT} if part(name) is not None))"
    return printed(code, **environment).split()


def test_what_was_built_can_be_imported() -> None:
    """Each compiled module beside the package is one that this interpreter loads."""
    assert BUILT == parts(**ON)


def test_what_was_asked_for_was_built() -> None:
    """Where the installation was told to insist on the compiled part, every module is there."""
    wanted = {path.stem for path in HOME.glob("*.pyx")} if os.environ.get("EAD_BUILD_NATIVE") == "1" else set()
    assert set() == wanted - set(BUILT)


def test_compiled_modules_are_newer_than_their_sources() -> None:
    """What is tested was made of the sources as they are; `make lint` makes it anew."""
    sources = {name: HOME / f"{name}.pyx" for name in BUILT if (HOME / f"{name}.pyx").exists()}
    made = {name: (HOME / f"{name}{SUFFIX}").stat().st_mtime_ns for name in sources}
    assert [] == [name for name, source in sources.items() if source.stat().st_mtime_ns > made[name]]


def test_switch_leaves_compiled_modules_out() -> None:
    """With its switch at 0 every compiled module is left out; the switch of the fast path is another."""
    assert [] == parts(**ON | {"EAD_NATIVE": "0"})
    assert BUILT == parts(**ON | {"EAD_FAST_PATH": "0"})


def test_fast_path_off_leaves_readers_of_items_out() -> None:
    """Without the fast path no compiled reader of bytes is met; elements of a parser are read by the compiled part or by Python."""
    readers = {"scan", "json_items"}
    loaded = {}
    for path, compiled in itertools.product("01", "01"):
        lines = printed(f"{VERSION}\n{LOADED}", "validate", str(EXAMPLES / "itmatt-clean.xml"), EAD_FAST_PATH=path, EAD_NATIVE=compiled)
        loaded[path, compiled] = set(ast.literal_eval(lines.splitlines()[-1]))
    assert [set(), set()] == [loaded["0", "0"], loaded["1", "0"]]
    assert set() == loaded["0", "1"] & readers
    assert set(BUILT) & {"trees"} == loaded["0", "1"] & {"trees"}
    assert set(BUILT) & {"scan"} == loaded["1", "1"] & readers


def test_unknown_part_is_none() -> None:
    """A module that was not built is no error: the Python does its work."""
    assert native.part("no_such_module") is None


@pytest.mark.parametrize("name", ["no_such_module", *BUILT])
def test_twin_is_compiled_where_that_is_there(name: str) -> None:
    """A twin comes from the compiled module of that name where there is one, and from Python elsewhere."""
    expected = "python" if native.part(name) is None else f"ead.native.{name}"
    assert expected == native.twin(name, lambda module: module.__name__, lambda: "python")


def test_version_loads_nothing_compiled() -> None:
    """The shortest command pays for no compiled module."""
    assert "[]" == printed(f"{VERSION}\n{LOADED}", "--version", **ON).splitlines()[-1]


@pytest.mark.parametrize("name", ["itmatt-defects.xml", "itmatt-clean.json", "cds-declarations.xml"])
def test_report_is_the_same_whatever_is_switched_off(name: str) -> None:
    """A report does not tell whether it was made with the compiled part, nor whether with the fast path."""
    switches = [{"EAD_NATIVE": native, "EAD_FAST_PATH": path} for native in "01" for path in "01"]
    reports = [printed(VERSION, "validate", str(EXAMPLES / name), **switch) for switch in switches]
    assert "item" in reports[0]
    assert reports[:1] * len(reports) == reports


def test_compiled_modules_import_nothing_of_the_package() -> None:
    """The compiled part is the lowest layer, in the sources that the import contract cannot read too."""
    upwards = re.compile(r"^\s*(?:from|import|cimport) +(ead\b(?!\.native)[\w.]*)", re.MULTILINE)
    assert {} == {path.name: found for path in HOME.glob("*.p[xy]*") if (found := upwards.findall(path.read_text("utf-8")))}

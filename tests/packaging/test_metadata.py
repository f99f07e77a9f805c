"""What pyproject.toml, the lock and the changelog say agrees."""

from __future__ import annotations

import re
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import Any

import pytest

from ead import __version__

REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?(.*)")
PIN = re.compile(r"([A-Za-z0-9._-]+)==[0-9][A-Za-z0-9.+!]*")


def normal(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def all_requirements(pyproject: dict[str, Any]) -> list[str]:
    """Every requirement of the package and its extras."""
    project = pyproject["project"]
    return [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]


def locked_names(root: Path) -> set[str]:
    """The names pinned in the lock, normalised."""
    lines = (root / "requirements-dev.lock").read_text("utf-8").splitlines()
    return {normal(line.partition("==")[0]) for line in lines if not line.startswith("#")}


def test_installed_version_is_the_declared_one(pyproject: dict[str, Any]) -> None:
    """The installed distribution carries the version that stands in the package, and pyproject.toml repeats it nowhere."""
    assert __version__ == version("ead")
    assert "version" in pyproject["project"]["dynamic"]


def test_newest_release_in_changelog_is_the_declared_version(root: Path, pyproject: dict[str, Any]) -> None:
    """The first numbered section of the changelog is the declared version."""
    releases = re.findall(r"^## \[([0-9][^\]]*)\]", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert __version__ == releases[0]


def test_every_release_in_changelog_has_a_rules_section(root: Path) -> None:
    """Each numbered release says what changed in the rules."""
    sections = re.split(r"^## ", (root / "CHANGELOG.md").read_text("utf-8"), flags=re.MULTILINE)
    numbered = [section for section in sections if re.match(r"\[[0-9]", section)]
    assert numbered
    assert [] == [section.splitlines()[0] for section in numbered if "\n### Rules\n" not in section]


def test_requirements_have_lower_bounds_and_upper_ones_for_a_reason(root: Path, pyproject: dict[str, Any]) -> None:
    """Every requirement has a lower bound; where there is an upper one too, the comment above its line says why."""
    bounds = {line: match[2] for line in all_requirements(pyproject) if (match := REQUIREMENT.fullmatch(line))}
    assert len(all_requirements(pyproject)) >= len(bounds) > 0
    others = [line for line, bound in bounds.items() if not re.fullmatch(r">=[0-9]+(\.[0-9]+)*", bound)]
    lines = (root / "pyproject.toml").read_text("utf-8").splitlines()
    unexplained = []
    for other in others:
        place = next(number for number, line in enumerate(lines) if f'"{other}"' in line)
        name = re.split("[<>=]", other)[0]
        if not (re.search(">=[0-9]", other) and lines[place - 1].startswith("# ") and name in lines[place - 1]):
            unexplained.append(other)
    assert [] == unexplained


def test_lock_pins_every_development_requirement(root: Path, pyproject: dict[str, Any]) -> None:
    """What the library and its extras ask for is in the lock."""
    wanted = {normal(match[1]) for line in all_requirements(pyproject) if (match := REQUIREMENT.fullmatch(line))}
    assert set() == wanted - locked_names(root)


def test_lock_holds_only_pins(root: Path) -> None:
    """The lock has a comment and pins: no paths, no addresses, not ead itself."""
    lines = (root / "requirements-dev.lock").read_text("utf-8").splitlines()
    assert [] == [line for line in lines if not line.startswith("#") and not PIN.fullmatch(line)]
    assert "ead" not in locked_names(root)


def test_supported_versions_agree(root: Path, pyproject: dict[str, Any]) -> None:
    """The oldest Python of the metadata is the one that ruff and mypy assume."""
    oldest = pyproject["project"]["requires-python"].removeprefix(">=")
    assert oldest == pyproject["tool"]["mypy"]["python_version"]
    assert f"py{oldest.replace('.', '')}" == pyproject["tool"]["ruff"]["target-version"]


@pytest.mark.parametrize(("group", "target"), [("console_scripts", "ead.cli.main:main"), ("pytest11", "ead.testing.pytest_plugin")])
def test_entry_points_load(group: str, target: str) -> None:
    """The console script and the pytest plug-in are registered and can be imported."""
    (entry,) = [point for point in entry_points(group=group) if point.name == "ead"]
    assert target == entry.value
    assert entry.load() is not None


def test_package_is_marked_as_typed(root: Path) -> None:
    """Type checkers of users find py.typed."""
    assert (root / "src" / "ead" / "py.typed").is_file()


def test_licence_is_the_full_text(root: Path) -> None:
    """LICENSE is Apache 2.0 from its title to its appendix."""
    text = (root / "LICENSE").read_text("utf-8")
    assert ["Apache License", "Version 2.0, January 2004"] == [line.strip() for line in text.splitlines() if line.strip()][:2]
    assert "END OF TERMS AND CONDITIONS" in text
    assert "APPENDIX" in text

"""The documentation does what it says: its blocks run, its links lead somewhere, its generated pages are up to date."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

import ead
from ead.cli.program import program
from ead.formats.registry import FORMATS
from ead.rules.api import AppliesTo, RuleSet
from ead.rules.registry import builtin_rule_sets, ledger_rule_sets
from ead.testing import data

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
GENERATED = {"docs/fields.md", "docs/destinations.md"}
SLOW = {"docs/testing.md"}  # runs pytest on its blocks
PAGES = sorted(
    name
    for name in ("README.md", *(path.relative_to(ROOT).as_posix() for path in DOCS.rglob("*.md")))
    if name not in GENERATED and not name.startswith("docs/rules/")
)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def module(name: str, path: Path) -> ModuleType:
    """A Python file outside the package as a module."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules[name] = found  # dataclasses look their module up
    spec.loader.exec_module(found)
    return found


blocks = module("ead_docs_blocks", Path(__file__).parent / "blocks.py")


def text_of(name: str) -> str:
    """A page, without its fenced blocks."""
    return re.sub(r"^[ ]*```.*?^[ ]*```$", "", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors_of(path: Path) -> set[str]:
    """The anchors that the headings of a page give."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^a-z0-9_ -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in PAGES])
def test_blocks_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block of a page that can be run does so, and prints what the page shows."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    page = blocks.Page(tmp_path)
    found = list(blocks.blocks_of(ROOT / name, name))
    for block in found:
        page.run(block)
    assert (ROOT / name).read_text("utf-8").count("```") == 2 * len(found)


def test_most_blocks_are_run() -> None:
    """What is not run is the exception: what needs a package index or a build."""
    found = [
        block for name in PAGES for block in blocks.blocks_of(ROOT / name, name) if block.kind in ("python", "console", "toml", "bash")
    ]
    assert 0.1 > sum(bool(block.not_run) for block in found) / len(found)


@pytest.mark.parametrize("name", [*PAGES, "docs/rules/index.md"])
def test_links_lead_somewhere(name: str) -> None:
    """Every relative link leads to a file of the repository, and to a heading in it where it names one."""
    dead = []
    for target in LINK.findall(text_of(name)):
        if re.match("[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        path = (ROOT / name).parent / file if file else ROOT / name
        if not path.exists() or (anchor and anchor not in anchors_of(path)):
            dead.append(target)
    assert [] == dead


def test_every_page_is_in_the_navigation() -> None:
    """No page can be reached by search only, and the navigation names no page that there is not."""
    named = re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text("utf-8").partition("nav:")[2])
    assert sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")) == sorted(named)


def test_rule_pages_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    """The pages of the rules say what the rules say."""
    tool = module("ead_rule_pages", ROOT / "tools" / "rule_pages.py")
    assert (0, "") == (tool.main(["--check"]), capsys.readouterr().out)


def rule_pages_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tool, with a folder in place of the repository."""
    tool = module("ead_rule_pages", ROOT / "tools" / "rule_pages.py")
    for name in tool.parts():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    monkeypatch.setattr(tool, "ROOT", folder)
    return tool


def test_rule_pages_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The tool writes what is missing, takes away what no rule set has, and then finds nothing to do."""
    tool = rule_pages_in(tmp_path, monkeypatch)
    (tmp_path / "docs" / "rules").mkdir(parents=True)
    (tmp_path / "docs" / "rules" / "gone.md").write_text("old", "utf-8")
    assert 1 == tool.main(["--check"])
    assert 0 == tool.main([])
    assert "removed docs/rules/gone.md" in capsys.readouterr().out
    assert 0 == tool.main(["--check"])
    written = {path.name for path in (tmp_path / "docs" / "rules").iterdir()}
    assert {"index.md", *(f"{rule_set.name}.md" for rule_set in (*builtin_rule_sets(), *ledger_rule_sets()))} == written
    assert all(f"rules/{rule_set.name}.md" in (tmp_path / "mkdocs.yml").read_text("utf-8") for rule_set in builtin_rule_sets())


def test_a_file_without_its_marks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tool does not guess where a generated part belongs."""
    tool = rule_pages_in(tmp_path, monkeypatch)
    (tmp_path / "README.md").write_text("# ead\n", "utf-8")
    with pytest.raises(LookupError, match=r"README\.md has no part"):
        tool.main([])


def test_rule_sets_without_rules_have_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A set that is still empty, and a rule with dates and places, come out as tables that hold."""
    tool = module("ead_rule_pages", ROOT / "tools" / "rule_pages.py")
    empty = RuleSet(
        name="cc-xx", title="Nowhere: a test", version="1", rules=(), applies_to=AppliesTo(destinations=frozenset({"BR", "AR"}))
    )
    dated = replace(
        builtin_rule_sets()[1].rules[0], since=date(2026, 7, 1), until=date(2027, 1, 1), applies_to=AppliesTo(countries=frozenset({"AU"}))
    )
    monkeypatch.setattr(tool, "builtin_rule_sets", lambda: (*builtin_rule_sets(), empty))
    pages = tool.pages()
    assert "Rule set `cc-xx`, edition 1, 0 rules, for items to AR, BR." in pages["docs/rules/cc-xx.md"]
    assert '- "Nowhere: a test": rules/cc-xx.md' in "\n".join(tool.parts()["mkdocs.yml"][1])
    page = "\n".join(tool._set_page(RuleSet(name="x", title="X", version="1", rules=(dated,))))
    assert f"| 2026-07-01 | [{dated.code}](#{dated.code.lower()}) | begins |" in page
    assert "| in force | from 2026-07-01 until the day before 2027-01-01 |" in page
    assert "| where | to or from AU |" in page


def test_destinations_have_a_line_each() -> None:
    """The page of destinations names every destination of the generator, its own rule sets, and what the whole world asks."""
    tool = module("ead_rule_pages", ROOT / "tools" / "rule_pages.py")
    page = tool.pages()["docs/destinations.md"]
    rows = re.findall(r"^\| .+ \(([A-Z]{2})\) \|", page, re.MULTILINE)
    assert sorted(data.countries()) == rows
    assert "| `contents.description` | [UPU-CNT-002](rules/upu.md#upu-cnt-002) (error) |" in page


def test_rule_pages_show_every_rule() -> None:
    """Each rule has a heading on the page of its set, and a line in the table of all."""
    index = (DOCS / "rules" / "index.md").read_text("utf-8")
    for rule_set in (*builtin_rule_sets(), *ledger_rule_sets()):
        page = (DOCS / "rules" / f"{rule_set.name}.md").read_text("utf-8")
        assert [] == [rule.code for rule in rule_set.rules if f"\n## {rule.code}\n" not in page or f"#{rule.code.lower()})" not in index]


def test_readme_counts_the_rules() -> None:
    """The table of rule sets in the README has their true sizes; sets of single countries are counted together."""
    text = (ROOT / "README.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| \[`([a-z0-9*-]+)`\]\([^)]*\) \| ([0-9]+) \|", text, re.MULTILINE))
    counts: Counter[str] = Counter()
    for rule_set in (*builtin_rule_sets(), *ledger_rule_sets()):
        counts["cc-*" if rule_set.name.startswith("cc-") else rule_set.name] += len(rule_set.rules)
    assert {name: str(number) for name, number in counts.items()} == rows


@pytest.mark.parametrize("name", ["README.md", "docs/formats.md"])
def test_every_format_is_described(name: str) -> None:
    """Each wire format is on the pages that list formats."""
    text = (ROOT / name).read_text("utf-8")
    assert [] == [form for form in FORMATS if f"`{form}`" not in text]


def test_every_command_is_described() -> None:
    """Each command of ead is on the page of the command line and in the changelog."""
    commands = program.list_commands(None)  # type: ignore[arg-type]
    pages = {name: (ROOT / name).read_text("utf-8") for name in ("docs/cli.md", "CHANGELOG.md")}
    assert [] == [(name, command) for name, text in pages.items() for command in commands if not re.search(rf"`(ead )?{command}`", text)]


def test_every_public_name_is_described() -> None:
    """The page of the Python interface names everything that ``ead`` exports."""
    text = (DOCS / "python-api.md").read_text("utf-8")
    assert [] == [name for name in ead.__all__ if not re.search(rf"\b{re.escape(name)}\b", text)]


def check(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the blocks of a made-up page."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.md").write_text(text, "utf-8")
    for block in blocks.blocks_of(tmp_path / "page.md", "page.md"):
        blocks.Page(tmp_path).run(block)


@pytest.mark.parametrize(
    "text",
    [
        "```console\n$ ead rules --set hs\nno such line\n```\n",
        "```console\n$ ead validate missing.xml\n```\n",
        "```console\n$ rm -r .\n```\n",
        "```python\n>>> 1 + 1\n3\n```\n",
        "```python\nassert 1 == 2\n```\n",
        "```python\ndef test_it():\n    assert 1 == 2\n```\n",
        "```bash\nead rules --set nothing\n```\n",
        '```toml\n[[case]]\nnaem = "wrong"\n```\n',
    ],
)
def test_a_false_block_is_found(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machinery of these tests notices blocks that are wrong."""
    with pytest.raises(AssertionError):
        check(text, tmp_path, monkeypatch)

"""The benchmark suite: a small run has every row, and tables, plot and goals say what was measured. No time is asserted."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from lxml import etree


def run(folder: Path, out: Path, *arguments: str) -> str:
    """What a run prints."""
    command = [sys.executable, folder / "run.py", *arguments]
    done = subprocess.run(command, env={**os.environ, "EAD_BENCH_OUT": str(out)}, capture_output=True, text=True, timeout=500, check=False)
    assert 0 == done.returncode, done.stderr
    return done.stdout


def cells(line: str) -> list[str]:
    """The cells of a line of a table."""
    return [cell.strip() for cell in line.strip("| ").split("|")]


@pytest.mark.slow
def test_the_small_run_has_every_row(bench_folder: Path, bench: SimpleNamespace, tmp_path: Path) -> None:
    """Each row has its figures, or is Saxon and says why not; every part and goal is there; nothing large stays behind."""
    printed = run(bench_folder, tmp_path, "--small", "--gigabyte")
    lines = {cells(line)[0]: cells(line) for line in printed.splitlines() if line.startswith("|")}
    for row in bench.rows.ROWS.values():
        figures = [cell for cell in lines[row.label][1:] if re.fullmatch(r"[0-9.]+", cell)]
        if row.key == "saxon" and "not measured" in lines[row.label][1]:
            continue
        assert len(figures) >= 2, row.label
    for part in ("Messages", "Every item defective", "One item", "Cold start", "2 processes", "A gigabyte", "Goals"):
        assert f"### {part}" in printed
    assert {goal.text for goal in bench.goals.GOALS} <= set(lines)
    assert printed == (tmp_path / "table.md").read_text("utf-8")
    assert etree.parse(tmp_path / "ratios.svg").getroot().tag.endswith("svg")
    assert [] == list(tmp_path.glob("gigabyte*"))


@pytest.mark.slow
def test_only_some_rows_are_run_with_the_floor(bench_folder: Path, tmp_path: Path) -> None:
    """``--only`` takes names with wildcards; the floor comes along, for ratios."""
    printed = run(bench_folder, tmp_path, "--small", "--only", "pars*")
    labels = [cells(line)[0] for line in printed.splitlines() if line.startswith("|")]
    assert ["what", "---", "lxml parse", "lxml parse + XSD (the floor)"] == labels[:4]
    assert "Cold start" not in printed


def test_an_unknown_row_is_refused(bench_folder: Path, tmp_path: Path) -> None:
    """A pattern that names nothing ends with an error that lists the names."""
    done = subprocess.run([sys.executable, bench_folder / "run.py", "--only", "nothing"], capture_output=True, text=True, check=False)
    assert 2 == done.returncode
    assert 'no row is called "nothing"' in done.stderr


def test_ratios_are_to_the_floor_of_the_same_size(bench: SimpleNamespace) -> None:
    """A cell is the time an item, the next the ratio to the floor; a base of its own stands behind."""
    measured = bench.processes.Measured
    results = {
        ("floor", 10): measured(10, 0.001, 50.0),
        ("orjson", 10): measured(10, 0.0001, 40.0),
        ("ndjson", 10): measured(10, 0.0005, 44.4),
    }
    table = bench.tables.against_floor([bench.rows.ROWS["ndjson"]], [10], results, {})
    assert ["NDJSON: `ead.iter_validate`", "50.0", "0.50", "5.00", "44"] == cells(table.splitlines()[2])


def test_a_row_that_cannot_be_measured_says_why(bench: SimpleNamespace) -> None:
    """The reason stands where the figures would."""
    table = bench.tables.against_floor([bench.rows.ROWS["saxon"]], [1, 10], {}, {"saxon": "not measured: no wheel"})
    assert "not measured: no wheel" == cells(table.splitlines()[2])[1]


def test_only_saxon_may_be_missing(bench: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without saxonche its row is noted; any other package that is missing stops the run."""
    monkeypatch.setitem(sys.modules, "saxonche", None)
    assert bench.prepare.note("saxon", [1]).startswith("not measured: ")
    monkeypatch.setitem(sys.modules, "xmlschema", None)
    with pytest.raises(ImportError):
        bench.prepare.note("xmlschema", [1])


@pytest.mark.parametrize(("value", "verdict"), [(0.5, "yes"), (0.6, "yes"), (0.61, "no")])
def test_goals_are_judged_by_their_limits(bench: SimpleNamespace, value: float, verdict: str) -> None:
    """A figure at its limit reaches the goal; a goal whose figure is unknown is left out."""
    table = bench.goals.table({"iter-validate/100000": value * 50, "floor/100000": 50.0})
    assert [["everything, x floor", f"{value:.2f}", "at most 0.60", verdict]] == [cells(line) for line in table.splitlines()[2:]]


def test_the_plot_has_a_bar_for_each_ratio(bench: SimpleNamespace) -> None:
    """Bars grow with the ratio, and labels are escaped."""
    drawn = etree.fromstring(bench.plot.svg("a < b", [("small", 0.5, True), ("large & slow", 75.0, False)]).encode())
    bars = [float(bar.get("width")) for bar in drawn.iterfind("{*}rect[@x]")]
    assert 2 == len(bars)
    assert bars[0] < bars[1]
    assert {"small", "large & slow", "75", "0.5"} <= {text.text for text in drawn.iterfind("{*}text")}


def test_copies_of_a_batch_have_identifiers_of_their_own(bench: SimpleNamespace) -> None:
    """Each copy's identifiers are valid and new, and nothing else changes."""
    from ead.identifiers import s10

    batch = b"<ItemId>CM666899427RU</ItemId><Name>A</Name><ItemId>CM706816227RU</ItemId>"
    copies = bench.gigabyte.copies(batch, 2)
    texts = [next(copies).decode() for _ in range(3)]
    found = [number for text in texts for number in re.findall("<ItemId>(.*?)</ItemId>", text)]
    assert 6 == len(set(found))
    assert all(map(s10.is_valid, found))
    assert {"<ItemId></ItemId><Name>A</Name><ItemId></ItemId>"} == {re.sub("<ItemId>.*?<", "<ItemId><", text) for text in texts}


def test_recording_replaces_the_run_between_the_marks(bench: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands around the marks in the README stays."""
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- the run -->\nold\n<!-- end of the run -->\nafter\n", "utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "ratios.svg").write_text("<svg/>", "utf-8")
    monkeypatch.setattr(bench.run, "README", readme)
    monkeypatch.setattr(bench.corpus, "OUT", tmp_path / "out")
    bench.run.record("new")
    text = readme.read_text("utf-8")
    assert text.startswith("before\n<!-- the run -->\n\nnew\n")
    assert text.endswith("<!-- end of the run -->\nafter\n")
    assert "old" not in text
    assert "<svg/>" == (tmp_path / "ratios.svg").read_text("utf-8")


@pytest.mark.parametrize(("share", "changed"), [(0.05, 5), (1.0, 100)])
def test_a_share_of_the_items_is_spoilt_or_odd(
    bench: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float, changed: int
) -> None:
    """Every n-th item has a decimal comma, or a comment."""
    monkeypatch.setattr(bench.corpus, "OUT", tmp_path)
    spoilt = bench.corpus.message(100, defective=share).read_text("utf-8")
    assert changed == len(re.findall("<GrossWeight>[0-9]+,", spoilt))
    assert changed == bench.corpus.message(100, odd=share).read_text("utf-8").count("<!-- ")


def test_messages_of_another_generator_are_forgotten(bench: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages stay as long as the code that makes them does."""
    monkeypatch.setattr(bench.corpus, "OUT", tmp_path)
    bench.corpus.refresh()
    path = bench.corpus.message(2)
    bench.corpus.refresh()
    assert path.exists()
    (tmp_path / "edition.txt").write_text("another", "utf-8")
    bench.corpus.refresh()
    assert not path.exists()

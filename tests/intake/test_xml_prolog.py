"""What stands before the root of a document: known at sight where a document began alike before, else asked of a parser."""

from __future__ import annotations

import pytest

from ead.findings import Problem
from ead.intake import fast_path
from ead.intake.xml_prolog import Root, inspect_prolog

ROOT = b'<Itmatt xmlns="urn:ead:itmatt:1">'
HEADS = [
    ROOT,
    b'<?xml version="1.0"?>\n' + ROOT,
    b'<?xml version="1.0"?><!-- <Cusitm> -->' + ROOT,
    b'<?xml version="1.0"?><?x > ?>' + ROOT,
    b"<e:Itmatt a='>' xmlns:e='urn:ead:itmatt:1'/>",
    b"<!DOCTYPE Itmatt>" + ROOT,
    b"<!DOCTYPE Itmatt [<!ENTITY x '<Itmatt>'>]>" + ROOT,
    b"<Itmatt",
    b"<e:Itmatt>",
    b"  \n",
    b'<Itmatt a="' + b"x" * 600 + b'">',
    b"\xff>" + ROOT,
]


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("head", HEADS)
def test_what_is_known_at_sight_is_what_a_parser_says(head: bytes, complete: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that begins like one before has the same root or the same problem, with whatever follows."""
    for behind in (b"", b"<Header>", b"\x00 <<"):
        first = inspect_prolog(head + behind, complete=complete)
        assert first == inspect_prolog(head + behind, complete=complete)
        with monkeypatch.context() as patch:
            patch.setattr(fast_path, "ON", False)
            assert first == inspect_prolog(head + behind, complete=complete)


def test_the_root_is_told_by_namespace_and_name() -> None:
    """Prefixes are resolved."""
    assert Root("urn:ead:itmatt:1", "Itmatt") == inspect_prolog(ROOT, complete=True)
    assert Root("urn:x", "Itmatt") == inspect_prolog(b'<e:Itmatt xmlns:e="urn:x"/>', complete=True)


def test_a_doctype_is_refused_however_often() -> None:
    """A DOCTYPE never gets past."""
    for _ in range(2):
        refused = inspect_prolog(b"<!DOCTYPE Itmatt>" + ROOT, complete=True)
        assert isinstance(refused, Problem)
        assert "CORE-INT-003" == refused.code

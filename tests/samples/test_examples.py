"""The messages in ``examples/``: the clean ones are clean, the others have the defects that were planted in them."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from ead.convert import convert
from ead.findings import Finding, Outcome, Severity
from ead.validator import Validator

EXAMPLES = Path(__file__).parents[2] / "examples"
AS_OF = date(2026, 11, 21)
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
CLEAN = ("items.csv", "items.ndjson", "itmatt-clean.json", "itmatt-clean.xml")
DIALOGUE = ("cusitm.xml", "cusrsp.xml", "emsevt.xml", "itmref.xml", "predes.xml", "refrsp.xml")

PLANTED = {
    "cds-declarations.xml": [
        ("ICS2-DSC-001", 93),
        ("UPU-S10-001", 139),
        ("UPU-HS-002", 162),
        ("DQ-WT-001", 186),
        ("ICS2-MIN-001", 232),
        ("UPU-CUR-002", 236),
    ],
    "itmatt-defects.xml": [
        ("UPU-S10-001", 12),
        ("UPU-HS-002", 53),
        ("CORE-STR-006", 70),
        ("CORE-STR-004", 78),
        ("CORE-STR-003", 103),
        ("UPU-S10-001", 140),
        ("UPU-CUR-002", 190),
        ("CORE-STR-001", 199),
        ("CORE-STR-002", 211),
        ("DQ-WT-001", 269),
        ("ICS2-DSC-001", 305),
    ],
}


def _findings(name: str) -> list[Finding]:
    return Validator(as_of=AS_OF).validate(EXAMPLES / name).findings


def _cds_views(data: bytes) -> str:
    """The declarations of a CDS message in canonical form, with neither envelope and secrets nor the prefixes of namespaces.

    Elements that are nil go as well: nil and absent mean the same in a data contract, and the writer leaves them out.
    """
    (views,) = etree.fromstring(data).iter("{*}cdsViews")
    for element in list(views.iter(etree.Element)):
        parent = element.getparent()
        if parent is not None and element.get(NIL) == "true":
            parent.remove(element)
    return str(etree.canonicalize(views, rewrite_prefixes=True, strip_text=True))


def _converted(source: Any, to: str) -> bytes:
    target = io.BytesIO()
    report = convert(source, target, to=to)
    assert report.lossless
    return target.getvalue()


def test_every_example_is_looked_at() -> None:
    """There is no message among the examples that the tests here leave out."""
    messages = {file.name for file in EXAMPLES.iterdir() if file.is_file() and file.suffix in {".xml", ".json", ".ndjson", ".csv"}}
    assert {*CLEAN, *DIALOGUE, *PLANTED} == messages


@pytest.mark.parametrize("name", [*CLEAN, *DIALOGUE])
def test_clean_examples_have_no_findings(name: str) -> None:
    """All built-in rules are silent about the clean examples, whatever their format."""
    report = Validator(as_of=AS_OF).validate(EXAMPLES / name)
    assert [] == [(finding.code, finding.location.line) for finding in report.findings]
    assert (Outcome.ACCEPTED, True) == (report.outcome, report.counts.items > 0)


@pytest.mark.parametrize("name", PLANTED)
def test_defective_examples_have_the_planted_findings(name: str) -> None:
    """Exactly the planted defects are found, each once and at its line."""
    assert sorted(PLANTED[name], key=lambda planted: planted[1]) == sorted(
        ((finding.code, finding.location.line) for finding in _findings(name)), key=lambda found: found[1] or 0
    )


def test_the_examples_show_every_sort_of_finding() -> None:
    """The XML example has structural errors, safe corrections, and findings that reject nothing."""
    findings = _findings("itmatt-defects.xml")
    assert any(finding.code.startswith("CORE-STR-") for finding in findings)
    assert any(finding.fix is not None and finding.fix.safe for finding in findings)
    assert any(finding.severity is not Severity.ERROR for finding in findings)


def test_a_cds_message_comes_back_from_xml_and_json() -> None:
    """CDS to XML to JSON to CDS: the declarations are canonically equal, only envelope and secrets stay behind."""
    source = (EXAMPLES / "cds-declarations.xml").read_bytes()
    back = _converted(_converted(_converted(source, "itmatt-xml"), "itmatt-json"), "cds-soap")
    assert _cds_views(source) == _cds_views(back)
    assert 4 == _cds_views(back).count("</n1:CDSView>")


def test_secrets_do_not_come_back() -> None:
    """Neither the security token nor the user code of the sender is in anything that is written."""
    source = (EXAMPLES / "cds-declarations.xml").read_bytes()
    secrets = [str(etree.fromstring(source).findtext(f".//{{*}}{name}")).encode() for name in ("securityToken", "userCd")]
    assert all(secrets)
    for to in ("itmatt-xml", "itmatt-json", "itmatt-ndjson", "csv", "cds-soap"):
        target = io.BytesIO()
        convert(source, target, to=to)
        assert not any(secret in target.getvalue() for secret in secrets)

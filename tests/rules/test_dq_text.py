"""Rules about texts in general: each field is judged for itself."""

from __future__ import annotations

import pytest

from ead.testing.examples import changed_message, findings_on, place_of


@pytest.mark.parametrize(("code", "city"), [("DQ-TXT-001", "Gent "), ("DQ-CHR-001", "G\u0435nt")])
def test_a_bad_field_does_not_silence_the_others(code: str, city: str) -> None:
    """A field with a structural problem is left out, and the fault of another field is still reported."""
    too_long = f" \u0435x{'a' * 2000} "
    findings = findings_on(changed_message({"addressee.city": city, "sender.name": too_long}))
    assert ["sender.name"] == [place_of(finding) for finding in findings if finding.code.startswith("CORE-STR")]
    assert ["addressee.city"] == [place_of(finding) for finding in findings if finding.code == code]

"""The item id in messages: vectors of S10 identifiers, good and bad, with their corrections."""

from __future__ import annotations

import pytest

from ead.testing.examples import changed_message, findings_on, place_of

GOOD = [
    *(
        "RB123456785GB",
        "RB123456785US",
        "RB123456785CV",
        "RB123456785CF",
        "EC253990191BE",
        "EC257727105BE",
        "LX097070395FR",
        "LX050606084NL",
    ),
    *(
        "LX806576725TW",
        "EE000722051BO",
        "EB000000005CN",
        "EB000000014CN",
        "LE704280574SE",
        "RK166520145LV",
        "EH036261918US",
        "RR473124829BR",
    ),
    *("EE876543216IN", "CP000000005CH", "LZ123456785US", "RR000000080DE", "RR000000155DE"),
]
BAD = ["RB123456786US", "EC253990192BE", "RB123456785XX", "RB12345678US", "1B123456785US", "RB1234567850US", "RB12345678OUS", "x"]


def s10_findings(item_id: str) -> list[tuple[str, str | None]]:
    """Place and corrected value of what the rule on S10 identifiers says."""
    findings = findings_on(changed_message({"item_id": item_id}))
    return [(place_of(finding), finding.fix.value if finding.fix else None) for finding in findings if finding.code == "UPU-S10-001"]


@pytest.mark.parametrize("item_id", GOOD)
def test_good_identifiers_pass(item_id: str) -> None:
    """Identifiers of real and computed items pass."""
    assert [] == s10_findings(item_id)


@pytest.mark.parametrize("item_id", BAD)
def test_bad_identifiers_are_reported_without_a_correction(item_id: str) -> None:
    """Wrong check digits, countries and shapes are reported; nobody can guess the right number."""
    assert [("item_id", None)] == s10_findings(item_id)


@pytest.mark.parametrize("item_id", [" LX806576725TW", "LX 806 576 725 TW", "LX806576725-TW", "lx806576725tw", "Lx 806-576-725 tW "])
def test_spelling_is_corrected(item_id: str) -> None:
    """Blanks, hyphens and small letters are corrected when a valid identifier remains."""
    assert [("item_id", "LX806576725TW")] == s10_findings(item_id)

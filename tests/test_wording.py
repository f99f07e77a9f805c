"""Templates filled in, masked, and paths for people."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.wording import MASK, Phrase, domain_path, mask_element, sentence, shown

VALUES = st.one_of(st.text(max_size=100), st.integers(), st.decimals(allow_nan=False), st.none(), st.lists(st.text(max_size=5), max_size=3))


@given(st.lists(st.one_of(st.text(alphabet="xé %s", max_size=6), st.sampled_from(["{a}", "{b}", "{{", "}}"])), max_size=8), VALUES, VALUES)
def test_a_phrase_says_what_its_template_says(parts: list[str], a: object, b: object) -> None:
    """Whatever stands around the parameters, percent signs and doubled braces included, the text is that of `str.format`."""
    template = "".join(parts)
    assert template.format(a=shown(a), b=shown(b)) == Phrase(template).fill({"a": a, "b": b, "other": 1})


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{value:>6}", "   1.5"),
        ("{value!r}", "'1.5'"),
        ("{value} of {missing}", "1.5 of ?"),
        ("100 % {{as is}}", "100 % {as is}"),
        ("", ""),
    ],
)
def test_templates_may_ask_for_more_than_plain_values(template: str, expected: str) -> None:
    """Formats and conversions work; a parameter that is not there is a question mark."""
    assert expected == sentence(template, {"value": Decimal("1.5")})


def test_a_faulty_template_raises_where_it_is_filled_in() -> None:
    """A brace too many is an error of the sentence, not of the rule it belongs to."""
    phrase = Phrase("a } brace")
    with pytest.raises(ValueError, match="'}'"):
        phrase.fill({})


def test_only_phrases_without_parameters_are_fixed() -> None:
    """A phrase says of itself whether it is the same for all values; one that must be formatted is not."""
    assert (True, True, False, False) == tuple(Phrase(text).fixed for text in ("", "write it as {{A}}", "{value}", "{value!r}"))


@pytest.mark.parametrize("template", ["{name} {count} {names}", "{name:s} {count:s} {names:s}"])
def test_texts_are_masked_unless_they_are_public(template: str) -> None:
    """Texts and lists of texts could be personal; numbers that a rule computed could not."""
    values = {"name": "Ann", "count": 3, "names": ["Ann"]}
    assert f"{MASK} 3 {MASK}" == sentence(template, values, public=frozenset())
    assert f"Ann 3 {MASK}" == sentence(template, values, public=frozenset({"name"}))
    assert "Ann 3 Ann" == sentence(template, values)


def test_elements_are_masked_with_their_attributes() -> None:
    """Tags stay, texts and values of attributes go; what is no element is masked whole."""
    assert f'<Name a="{MASK}">{MASK}</Name>' == mask_element("<Name a= 'Ann'>Ann</Name>")
    assert f"<Name>{MASK}</Name>" == mask_element("<Name>Ann = 1</Name>")
    assert MASK == mask_element('"Ann"')
    assert "<Header>" == mask_element("<Header>")
    assert f'<Name a="{MASK}">' == mask_element("<Name a='Ann'>")


def test_paths_for_people() -> None:
    """Groups have their labels, positions count from one, and the message stands for no path at all."""
    assert "item LX1 / content piece 2 / hs_code" == domain_path(("contents", 1, "hs_code"), "item LX1")
    assert "sender / name" == domain_path(("sender", "name"), None)
    assert "message" == domain_path((), None)

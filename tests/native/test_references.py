"""References of parties, read by the compiled part and one by one in Python."""

from __future__ import annotations

import itertools
from random import Random

import pytest

from ead.codelists import reference_kinds
from ead.identifiers.references import Role
from ead.rules import reference_facts
from ead.testing.data.references import ROLES, reference_for

COUNTRIES = sorted({row.country for row in reference_kinds.rows()})
KINDS = [*sorted(reference_kinds.by_code()), None, "", "NONE", "cpf", "\u0130"]
ODD = [
    *("", "0", "111.111.111-11", "11111111111", "IM1111111111", "IM3720000224", "DE123456789", "DE0", "GB123456789000", "980780684"),
    *(
        "20512333797",
        "1792060346001",
        "1714307103",
        "10117410",
        "17-1430-7103",
        "P123456789012",
        "p123456789012",
        "CHE100155212",
        "2012345",
    ),
    *(
        "\uff11\uff12\uff13\uff14\uff15\uff16\uff17",
        "VOEC 2012345",
        "GODE561231GR8",
        "RATA561231GR8",
        "A" * 64,
        "1" * 65,
        "\ud800",
        "1\x002",
    ),
]


def judged(*references: tuple[str | None, str | None], destination: str | None, role: Role, origin: str | None = None) -> bool:
    """Whether both ways to judge references say the same, in the same types."""
    quick = reference_facts._all_known()(references, destination, role, origin)
    slow = reference_facts._known_one_by_one(references, destination, role, origin)
    assert [tuple(map(type, one)) for one in slow] == [tuple(map(type, one)) for one in quick]
    return slow == quick


@pytest.mark.parametrize("kind", KINDS)
def test_any_value_of_any_kind_is_judged_as_in_python(kind):
    """Kinds are judged alike in both ways, wherever an item goes and whoever states the number."""
    values = [*ODD, None]
    for destination, role in itertools.product(["PE", "EC", "GB", "DE", "BR", "NO", "XX", "", None], ["sender", "addressee"]):
        assert judged(*[(kind, value) for value in values], destination=destination, role=role, origin="IN")


@pytest.mark.parametrize("role", ["sender", "addressee"])
def test_generated_numbers_are_judged_as_in_python(role):
    """Numbers of each kind, and their mutations, are judged alike in both ways, in their own country and in others."""
    rng = Random(role)
    for country, holder in itertools.product(COUNTRIES, ROLES):
        if (one := reference_for(country, holder, rng)) is None:
            continue
        value = one["value"]
        mutants = [value[:place] + rng.choice("0123456789AKX. -") + value[place + rng.randint(0, 1) :] for place in range(len(value))]
        for destination in (country, "DE", "EC", None):
            assert judged(*[(one["kind"], mutant) for mutant in (value, *mutants)], destination=destination, role=role)


def test_no_references_have_no_kinds():
    """A party without references has none that are known."""
    assert () == reference_facts._all_known()((), "BR", "addressee", None)

"""Natural or legal person, as far as a party's data tells."""

from __future__ import annotations

from typing import Any

import pytest

from ead.models import Addressee, Reference
from ead.parties import Derivation, person_type_of


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        ({"person_type": "3", "company": "Peeters NV"}, Derivation("3", "stated")),
        ({"person_type": "1", "company": "Peeters NV"}, Derivation("1", "stated")),
        ({"person_type": "7", "name": "Lotte Peeters"}, Derivation("1", "personal name")),
        ({"company": "Peeters NV", "name": "Lotte Peeters"}, Derivation("2", "company")),
        ({"name": "Lotte Peeters", "references": [{"kind": "EORI", "value": "BE0123456789"}]}, Derivation("2", "reference")),
        ({"name": "Ana Silva", "references": [{"kind": "CNPJ", "value": "11222333000181"}]}, Derivation("2", "reference")),
        ({"name": "Mei-ling Chen", "references": [{"kind": "IOSS", "value": "IM0562738491"}]}, Derivation("2", "reference")),
        ({"name": "Silva", "references": [{"kind": "CPF", "value": "39053344705"}]}, Derivation("1", "reference")),
        ({"name": "Lotte Peeters", "references": [{"kind": "TAX", "value": "12"}]}, Derivation("1", "personal name")),
        ({"name": "Muster GmbH"}, Derivation("2", "legal form")),
        ({"name": "Formosa Textile Co., Ltd."}, Derivation("2", "legal form")),
        ({"name": "Rossi & Figli S.r.l."}, Derivation("2", "legal form")),
        ({"name": "Kowalski sp. z o.o."}, Derivation("2", "legal form")),
        ({"name": "ООО Ромашка"}, Derivation("2", "legal form")),
        ({"name": "山田商事株式会社"}, Derivation("2", "legal form")),
        ({"name": "Müller Versand AG"}, Derivation("2", "legal form")),
        ({"name": "MARIA SA"}, Derivation("1", "personal name")),
        ({"name": "University of Ghent"}, Derivation("2", "legal form")),
        ({"first_name": "Lotte", "last_name": "Peeters"}, Derivation("1", "personal name")),
        ({"name": "陳美玲"}, Derivation("1", "personal name")),
        ({"name": "ACME"}, Derivation(None, "undecided")),
        ({"name": "Studio 54 Berlin"}, Derivation(None, "undecided")),
        ({"last_name": "Peeters"}, Derivation(None, "undecided")),
        ({}, Derivation(None, "undecided")),
    ],
)
def test_derivation(party: dict[str, Any], expected: Derivation) -> None:
    """What a party says of itself wins, then companies, references, legal forms, and at last a personal name."""
    assert expected == person_type_of(party)


def test_callers_say_what_to_assume() -> None:
    """What cannot be told is what the caller says; what can be told is not."""
    assert Derivation("2", "assumed") == person_type_of({"name": "ACME"}, assume="2")
    assert "1" == person_type_of({"name": "Lotte Peeters"}, assume="2").person_type


def test_models_are_parties_too() -> None:
    """A party of the models gives the same answer as its mapping."""
    party = Addressee(name="Lotte Peeters", country="BE", references=(Reference(kind="EORI", value="BE0123456789"),))
    assert Derivation("2", "reference") == person_type_of(party)

"""Defects of the references that single countries ask for: missing, with a wrong check digit, or dummies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from ead.testing.defects.base import SALE, UNINSURED, Defect, removed, spoilt

__all__ = ["DEFECTS"]

_LIST = "addressee.references"
_VALUE = "addressee.references.1.value"
_TURKISH_PERSON = "17291716060"

# Country, rule, kind and what is missing. BR, KR, TR, ID, CL and AR stand among the national defects.
_REQUIRED = (
    ("MX", "the addressee in Mexico has no RFC"),
    ("PE", "the addressee in Peru has no DNI or RUC"),
    ("CO", "the addressee in Colombia has no cédula or NIT"),
    ("EC", "the addressee in Ecuador has no cédula or RUC"),
    ("RU", "the addressee in Russia has no INN"),
)

# Country, rule, kind that is put in, wrong number, and a dummy that is one digit repeated.
_FORMS = (
    ("BR", "BR-ID-002", "CNPJ", "16727230000198", "00.000.000/0000-00"),
    ("KR", "KR-ID-004", "PCCC", "123456789012", "P000000000000"),
    ("TR", "TR-ID-002", "VKN", "4540536921", "1111111111"),
    ("ID", "ID-ID-002", "NIK", "9971011708450001", "0000000000000000"),
    ("MX", "MX-ID-002", "CURP", "BOXW310820HNERXN08", "0000000000000"),
    ("CL", "CL-ID-002", "RUT", "12.531.909-3", "11.111.111-1"),
    ("PE", "PE-ID-002", "RUC", "20512333798", "11111111111"),
    ("CO", "CO-ID-002", "NIT", "213.123.432-5", "0000000000"),
    ("EC", "EC-ID-002", "CEDULA", "1714307104", "2222222222"),
    ("AR", "AR-ID-002", "CUIT", "20-26756539-2", "11111111111"),
    ("RU", "RU-ID-002", "INN", "123456789048", "000000000000"),
    ("KZ", "KZ-ID-001", "IIN", "940140000386", "111111111111"),
    ("CN", "CN-ID-001", "RIC", "360426199101010072", "111111111111111111"),
    ("TW", "TW-ID-001", "TW_ID", "A123456788", "A111111111"),
)


def _given(kind: str | None, value: str) -> Callable[[Mapping[str, Any], Random], Mapping[str, Any]]:
    """Put in one reference in place of those there."""
    reference = {"value": value} if kind is None else {"kind": kind, "value": value}
    return lambda item, rng: {_LIST: [reference]}


def _form(country: str, code: str, kind: str, value: str, name: str, summary: str) -> Defect:
    return Defect(
        name=f"{country.lower()}-{name}",
        code=code,
        field=_VALUE,
        also=(_LIST,),
        summary=f"the {kind} of the addressee {summary}",
        change=_given(kind, value),
        nature=SALE,
        destinations=(country,),
    )


def _personal(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    """Make the addressee, a firm in clean items to Türkiye, a person."""
    return {
        "contents.1.description": "Knitted polyester T-shirt for men",
        "contents.1.hs_code": "610990",
        "addressee.company": None,
        "addressee.person_type": "1",
        _LIST: [{"kind": "TCKN", "value": _TURKISH_PERSON}],
    }


def _dear(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    """Make the first piece two that are worth more than a person in China may receive; sales to persons there are in yuan."""
    return {"contents.1.amount": f"{rng.randint(1_013, 1_987)}.{rng.randint(11, 89)}", "contents.1.units": 2}


DEFECTS = (
    *(
        removed(f"{country.lower()}-consignee-id-missing", f"{country}-ID-001", _LIST, summary, nature=SALE, destinations=(country,))
        for country, summary in _REQUIRED
    ),
    *(
        _form(country, code, kind, wrong, "consignee-id-wrong", "has a wrong form or check digit")
        for country, code, kind, wrong, _ in _FORMS
    ),
    *(_form(country, code, kind, dummy, "consignee-id-dummy", "is one digit repeated") for country, code, kind, _, dummy in _FORMS),
    Defect(
        name="kr-resident-number",
        code="KR-ID-003",
        field=_VALUE,
        also=(_LIST,),
        summary="the addressee in Korea is identified by the resident registration number",
        change=_given(None, "971013-9019902"),
        nature=SALE,
        destinations=("KR",),
    ),
    Defect(
        name="tr-goods-for-person",
        code="TR-VAL-001",
        field="contents.1.hs_code",
        also=("addressee", "contents.1.description"),
        summary="goods that are no longer cleared by post go to a person in Türkiye",
        change=_personal,
        nature=SALE,
        destinations=("TR",),
    ),
    spoilt(
        "ru-patronymic-missing",
        "RU-ID-001",
        "addressee.name",
        "a person in Russia is named without the patronymic",
        ("Anna Ivanova", "Sergey Smirnov"),
        nature=SALE,
        destinations=("RU",),
    ),
    Defect(
        name="cn-value-above-limit",
        code="CN-VAL-001",
        field="contents.1.amount",
        also=("contents.1.units",),
        summary="articles for a person in China are worth more than 1 000 yuan",
        change=_dear,
        nature=SALE,
        handling=UNINSURED,
        destinations=("CN",),
    ),
    spoilt(
        "tw-mobile-missing",
        "TW-EZ-001",
        "addressee.telephone",
        "the addressee in Taiwan has a landline number only",
        ("+886 2 2311 5544", "+886 4 2225 1177"),
        nature=SALE,
        destinations=("TW",),
    ),
)

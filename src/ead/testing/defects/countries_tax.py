"""Defects of the numbers that sellers have in single countries, and of what goes with them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

from ead.testing.builders import value_at
from ead.testing.defects.base import SALE, UNINSURED, Defect, removed, spoilt

__all__ = ["DEFECTS"]

_LIST, _VALUE = "sender.references", "sender.references.1.value"
_DESCRIPTION, _CODE, _AMOUNT = "contents.1.description", "contents.1.hs_code", "contents.1.amount"


def _other_digit(value: str, rng: Random) -> str:
    """The number with another last digit, which is a check digit."""
    return value[:-1] + str((int(value[-1]) + rng.randint(1, 9)) % 10)


def _without_last(value: str, rng: Random) -> str:
    return value[:-1]


def _dear(unit: str, **more: str) -> Any:
    """A change to goods that are worth so much a unit."""

    def change(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
        return {_AMOUNT: str(Decimal(unit) * value_at(item, "contents.1.units")), **more}

    return change


def _goods(description: str, code: str) -> Any:
    return lambda item, rng: {_DESCRIPTION: description, _CODE: code}


def _unregistered(name: str, code: str, summary: str, destination: str) -> Defect:
    """A defect of sales: the seller's number is not given; the number that it has as an exporter stays."""

    def change(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
        return {_LIST: list(item["sender"]["references"][1:]) or None}

    return Defect(name=name, code=code, field=_LIST, summary=summary, change=change, nature=SALE, destinations=(destination,))


DEFECTS = (
    Defect(
        name="voec-goods-too-dear",
        code="NO-VOEC-002",
        field=_AMOUNT,
        summary="goods under VOEC are worth more than NOK 3 000 a unit",
        change=_dear("3214.40", form="CN23"),
        also=("form",),
        nature=SALE,
        handling=UNINSURED,
        destinations=("NO",),
    ),
    removed("voec-hs-missing", "NO-VOEC-003", _CODE, "goods under VOEC have no HS code", nature=SALE, destinations=("NO",)),
    Defect(
        name="voec-food",
        code="NO-VOEC-004",
        field=_CODE,
        summary="food is sent under VOEC",
        change=_goods("Chocolate with almonds", "180690"),
        also=(_DESCRIPTION,),
        nature=SALE,
        destinations=("NO",),
    ),
    spoilt(
        "ch-uid-check-digit", "CH-REF-001", _VALUE, "the check digit of the UID is wrong", _other_digit, nature=SALE, destinations=("CH",)
    ),
    removed("ch-hs-missing", "CH-HS-001", _CODE, "goods to Switzerland have no HS code", nature=SALE, destinations=("CH",)),
    Defect(
        name="gb-cn22-too-dear",
        code="GB-FORM-001",
        field="form",
        summary="goods worth more than GBP 270 go with form CN 22",
        change=lambda item, rng: {_AMOUNT: "274.40", "form": "CN22"},
        also=(_AMOUNT,),
        nature=SALE,
        mail_class="U",
        handling=UNINSURED,
        destinations=("GB",),
    ),
    _unregistered("gb-vat-number-missing", "GB-VAL-001", "a small sale to Britain has no VAT number", "GB"),
    spoilt("au-arn-short", "AU-GST-001", _VALUE, "the ARN lacks a digit", _without_last, nature=SALE, destinations=("AU",)),
    Defect(
        name="au-wine",
        code="AU-GST-002",
        field=_CODE,
        summary="wine is sent with the number of a vendor of low-value goods",
        change=_goods("Red wine in bottles", "220421"),
        also=(_DESCRIPTION,),
        nature=SALE,
        destinations=("AU",),
    ),
    spoilt(
        "nz-ird-check-digit",
        "NZ-GST-001",
        _VALUE,
        "the check digit of the IRD number is wrong",
        _other_digit,
        nature=SALE,
        destinations=("NZ",),
    ),
    spoilt(
        "sg-gst-number-short",
        "SG-OVR-001",
        _VALUE,
        "the GST number lacks characters",
        lambda old, rng: old[:7],
        nature=SALE,
        destinations=("SG",),
    ),
    _unregistered("my-lvg-number-missing", "MY-LVG-001", "a sale to Malaysia has no LVG number", "MY"),
    removed(
        "ae-email-missing",
        "AE-CON-001",
        "addressee.email",
        "the addressee in the Emirates has no e-mail address",
        nature=SALE,
        destinations=("AE",),
    ),
    removed("ec-invoice-missing", "XX-INV-001", "documents", "a sale to Ecuador has no invoice", nature=SALE, destinations=("EC",)),
)

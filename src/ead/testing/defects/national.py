"""Defects that only items to certain destinations can have: tax references and national data requirements."""

from __future__ import annotations

from random import Random

from ead.testing.defects.base import EU, SALE, removed, spoilt

__all__ = ["DEFECTS"]

_SELLER = "sender.references.1.value"
_CONSIGNEE = "addressee.references.1.value"


def _next_digit(value: str, rng: Random) -> str:
    """Return the number with another last digit, which is a check digit."""
    return value[:-1] + str((int(value[-1]) + rng.randint(1, 9)) % 10)


def _unknown_state(value: str, rng: Random) -> str:
    return f"IM{rng.choice(('123', '999', '840'))}{value[5:]}"


DEFECTS = (
    spoilt("ioss-malformed", "EUI-IOSS-001", _SELLER, "the IOSS number has no member state", _unknown_state, nature=SALE, destinations=EU),
    removed(
        "eu-seller-product-id-missing",
        "EUI-D3-003",
        "contents.1.seller_product_id",
        "a piece sold to the EU lacks the seller's product identifier",
        nature=SALE,
        destinations=EU,
    ),
    removed(
        "eu-maker-product-id-missing",
        "EUI-D3-004",
        "contents.1.maker_product_id",
        "a piece sold to the EU lacks the maker's product identifier",
        nature=SALE,
        destinations=EU,
    ),
    spoilt(
        "gtin-check-digit",
        "EUI-D3-005",
        "contents.1.gtin",
        "the check digit of the GTIN is wrong",
        _next_digit,
        nature=SALE,
        destinations=EU,
    ),
    spoilt(
        "us-hs-six-digits",
        "US-DUTY-004",
        "contents.1.hs_code",
        "the HS code to the US has six digits",
        lambda old, rng: old[:6],
        nature=SALE,
        destinations=("US",),
    ),
    removed(
        "br-consignee-id-missing",
        "BR-ID-001",
        "addressee.references",
        "the addressee in Brazil has no CPF or CNPJ",
        nature=SALE,
        destinations=("BR",),
    ),
    spoilt(
        "br-cpf-check-digit", "BR-ID-002", _CONSIGNEE, "the check digit of the CPF is wrong", _next_digit, nature=SALE, destinations=("BR",)
    ),
    spoilt("br-cpf-dummy", "BR-ID-002", _CONSIGNEE, "the CPF is one digit repeated", "111.111.111-11", nature=SALE, destinations=("BR",)),
    removed(
        "kr-consignee-id-missing",
        "KR-ID-001",
        "addressee.references",
        "the addressee in Korea has no PCCC",
        nature=SALE,
        destinations=("KR",),
    ),
    removed(
        "tr-consignee-id-missing",
        "TR-ID-001",
        "addressee.references",
        "the addressee in Türkiye has no tax number",
        nature=SALE,
        destinations=("TR",),
    ),
    removed(
        "id-consignee-id-missing",
        "ID-ID-001",
        "addressee.references",
        "the addressee in Indonesia has no NPWP or NIK",
        nature=SALE,
        destinations=("ID",),
    ),
    removed(
        "cl-consignee-id-missing",
        "CL-ID-001",
        "addressee.references",
        "the addressee in Chile has no RUT",
        nature=SALE,
        destinations=("CL",),
    ),
    removed(
        "ar-consignee-id-missing",
        "AR-ID-001",
        "addressee.references",
        "the addressee in Argentina has no CUIT",
        nature=SALE,
        destinations=("AR",),
    ),
    spoilt(
        "no-voec-malformed",
        "NO-VOEC-001",
        _SELLER,
        "the VOEC number lacks a digit",
        lambda old, rng: old[:6],
        nature=SALE,
        destinations=("NO",),
    ),
    spoilt(
        "no-voec-missing",
        "NO-VOEC-005",
        "sender.references",
        "a sale to Norway has no VOEC number",
        lambda old, rng: old[1:] or None,  # the first one is that of the destination; an exporter's number stays
        nature=SALE,
        destinations=("NO",),
    ),
)

"""UPU rules on content pieces: what each line must say, HS codes, origin, length, script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from ead.codelists.natures import DOCUMENTS, GIFT, MIXED, OTHER
from ead.identifiers import hs as hs_code
from ead.rules.api import ERROR, INFO, WARNING, Answer, Scope, rule
from ead.rules.core_characters import has_hidden_characters
from ead.rules.facts import COMMERCIAL_NATURES, COUNTRIES, PSEUDO_COUNTRIES, country_correction, zero_padded_hs
from ead.rules.scripts import foreign_script

__all__: list[str] = []

_CRITICAL = "IPC, critical elements of ITMATT; Jersey Post, customs data"
_PERSON = "1"
_UNDECIDED_NATURES = frozenset({MIXED, OTHER})


@rule(
    "UPU-CNT-001",
    on=Scope.ITEM,
    reads=["piece_count", "nature"],
    at="contents",
    severity=ERROR,
    text="the item has no content piece",
    source=_CRITICAL,
    fix="add a content piece for each kind of goods",
)
def goods_are_described(pieces: int, nature: str) -> Answer:
    """An item with goods has no content piece.

    Why: nothing is declared: neither what it is, nor its weight, nor its value.
    Fix: add a content piece for each kind of goods.
    Good: contents.1.units = 2
    Bad: contents = none
    """
    return {} if pieces == 0 and nature != DOCUMENTS else None


@rule(
    "UPU-CNT-002",
    on=Scope.PIECE,
    reads=["description?", "units?", "net_weight?", "amount?", "currency?", "item.nature"],
    at="description",
    severity=ERROR,
    text="the content piece has no {element}",
    source=_CRITICAL,
    fix="add the {element}",
    each_field=True,
)
def content_pieces_are_complete(
    description: str | None, units: int | None, weight: Decimal | None, amount: Decimal | None, currency: str | None, nature: str
) -> Answer:
    """A content piece lacks its description, quantity, net weight, value or currency.

    Why: customs assess each line by these five; a line without one of them stops the item.
    Fix: add what is missing; weight and value are those of the line, not of one unit.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.net_weight = none
    Notes: pieces of documents need these elements only when they have a value.
    """
    if description is not None and units is not None and weight is not None and amount is not None and currency is not None:
        return None
    if nature == DOCUMENTS and not amount:
        return None
    elements = (("description", description), ("units", units), ("net_weight", weight), ("amount", amount), ("currency", currency))
    return [{"at": name, "element": name.replace("_", " ")} for name, value in elements if value is None]


@rule(
    "UPU-CNT-003",
    on=Scope.PIECE,
    reads=["origin_country?", "item.nature"],
    at="origin_country",
    severity=WARNING,
    text="the country of origin {state}",
    source="IPC, elements of ITMATT; ISO 3166-1",
    fix="give the two-letter code of the country where the goods were made",
)
def origin_of_goods_is_a_country(country: str | None, nature: str) -> Answer:
    """The country of origin of goods is missing, or is no code of ISO 3166-1.

    Why: duty depends on where goods were made; some destinations refuse items without it.
    Fix: give the two-letter code of the country where the goods were made.
    Good: contents.1.origin_country = "TW"
    Bad: contents.1.origin_country = "QQ"
    Notes: codes such as EU or UK, three-letter codes and names are left to DQ-ORI-002, which corrects them.
    """
    if country in COUNTRIES:
        return None
    if country is None:
        return {"state": "is missing"} if nature != DOCUMENTS else None
    if country in PSEUDO_COUNTRIES or has_hidden_characters(country) or country_correction(country):
        return None
    return {"state": "is no ISO 3166-1 code"}


@rule(
    "UPU-CNT-004",
    on=Scope.ITEM,
    reads=["piece_count"],
    at="contents",
    severity=WARNING,
    text="the item has {pieces} content pieces, the partner carries {limit}",
    source="bpost 10, Australia Post 20, USPS 30, DHL Paket 99, Canada Post 500: interface descriptions",
    fix="join lines of the same goods, or split the item",
)
def partner_carries_all_content_pieces(pieces: int, *, limit: int | None = None) -> Answer:
    """The item has more content pieces than the partner carries.

    Why: lines beyond the partner's limit are dropped without a word.
    Fix: join lines of the same goods, or split the item.
    Good: contents.1.units = 2
    Bad: with limit = 0: contents.1.units = 2
    Notes: the limit depends on the partner; without ``limit`` the rule is silent.
    """
    return {"pieces": pieces, "limit": limit} if limit is not None and pieces > limit else None


@rule(
    "UPU-LEN-001",
    on=Scope.PIECE,
    reads=["description"],
    at="description",
    severity=WARNING,
    text="the description has {length} characters, the partner carries {limit}",
    source="USPS 30, PostNL 35, Australia Post 40, Canada Post 45, bpost 50, Colissimo 64, DHL Paket 256: interface descriptions",
    fix="say what the goods are in fewer words; the first ones count",
)
def partner_carries_the_whole_description(description: str, *, limit: int | None = None) -> Answer:
    """The description is longer than the partner carries.

    Why: the end is cut off, and with it often the word that says what the goods are.
    Fix: say what the goods are in fewer words; the first ones count.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: with limit = 20: contents.1.description = "Knitted cotton T-shirt for men"
    Notes: the limit depends on the partner; without ``limit`` the rule is silent.
    """
    return {"length": len(description), "limit": limit} if limit is not None and len(description) > limit else None


_NOTHING: Mapping[str, int] = MappingProxyType({})


@rule(
    "UPU-LEN-002",
    on=Scope.ITEM,
    reads=["remarks?", "documents?", "sender.references?", "addressee.references?"],
    at="remarks",
    severity=INFO,
    text="{what} has {length} characters, the partner carries {limit}",
    source="USPS, Canada Post, DHL Paket, Australia Post, PostNL and Colissimo interface descriptions",
    fix="shorten the remarks; give numbers without what stands around them",
    public=frozenset({"what", "length", "limit"}),
    each_field=True,
)
def partner_carries_the_whole_remarks_and_numbers(
    remarks: str | None,
    papers: Sequence[Sequence[str | None]] | None,
    of_sender: Sequence[Sequence[str | None]] | None,
    of_addressee: Sequence[Sequence[str | None]] | None,
    *,
    limit: int | None = None,
    documents: Mapping[str, int] = _NOTHING,
    references: Mapping[str, int] = _NOTHING,
) -> Answer:
    """The remarks, a document number or a reference is longer than the partner carries.

    Why: what is too long is cut on the way: a licence or invoice is then not found, and an explanation loses its end.
    Fix: shorten the remarks; give numbers without what stands around them.
    Good: remarks = "Repaired tripod"
    Bad: with limit = 10: remarks = "Repaired camera tripod"
    Notes: the limits depend on the partner; without any the rule is silent. ``limit`` is that of the remarks, ``documents`` those of
        papers by their type, ``references`` those of references by their kind; ``*`` stands for types and kinds that are not named.
    """
    if limit is None and not documents and not references:
        return None
    hits: list[Mapping[str, Any]] = []
    if limit is not None and remarks is not None and len(remarks) > limit:
        hits.append({"at": "remarks", "what": "the text of the remarks", "length": len(remarks), "limit": limit})
    papers_by_type = [(kind, number) for number, _, kind in papers or ()]
    hits += _too_long("documents", "id", "the document number", papers_by_type, documents)
    hits += _too_long("sender.references", "value", "the sender's reference", of_sender or (), references)
    hits += _too_long("addressee.references", "value", "the addressee's reference", of_addressee or (), references)
    return hits or None


def _too_long(
    place: str, field: str, what: str, entries: Iterable[Sequence[str | None]], limits: Mapping[str, int]
) -> Iterator[Mapping[str, Any]]:
    """Those of (kind, number) pairs whose number is longer than the limit of its kind."""
    for position, (kind, number) in enumerate(entries if limits else (), 1):
        limit = limits.get((kind or "").upper(), limits.get("*"))
        if limit is not None and number is not None and len(number) > limit:
            yield {"at": f"{place}.{position}.{field}", "what": what, "length": len(number), "limit": limit}


@rule(
    "UPU-HS-001",
    on=Scope.PIECE,
    reads=["hs_code?", "item.nature", "item.sender.person_type?", "item.addressee.person_type?", "item.sender.company?"],
    at="hs_code",
    severity=ERROR,
    text="the content piece has no HS code",
    source="UPU Convention Regulations as quoted by USPS: HS code for each commercial article from 2025-09-01",
    since=date(2025, 9, 1),
    fix="add the code of the Harmonized System, six digits or more",
)
def commercial_goods_have_an_hs_code(
    code: str | None, nature: str, sender_type: str | None, addressee_type: str | None, company: str | None
) -> Answer:
    """A piece of a commercial item has no HS code.

    Why: since 2025-09-01 each article of a commercial nature needs one, in every mail class; without it the item is refused.
    Fix: add the code of the Harmonized System, six digits or more.
    Good: contents.1.hs_code = "610910"
    Bad: contents.1.hs_code = none
    Notes: a warning for gifts, between natural persons, and for mixed or other natures that a firm sends. Documents need none.
    """
    if code is not None:
        return None
    if nature in COMMERCIAL_NATURES:
        return {"severity": WARNING} if sender_type == addressee_type == _PERSON else {}
    if nature == GIFT or (nature in _UNDECIDED_NATURES and company is not None):
        return {"severity": WARNING}
    return None


@rule(
    "UPU-HS-002",
    on=Scope.PIECE,
    reads=["hs_code", "item.hs_edition"],
    at="hs_code",
    severity=WARNING,
    text='the HS code "{code}" {reason}',
    source="USPS international label (6 to 14 digits), DHL Paket, Canada Post interface descriptions",
    fix="write the code as 6 to 14 digits without dots",
    safe_fix=True,
)
def hs_codes_are_plain_digits(code: str, edition: str, *, min_digits: int = 6, max_digits: int = 14) -> Answer:
    """The HS code is not an even number of digits from 6 to 14.

    Why: systems look codes up digit by digit; dots, letters and half codes are not found.
    Fix: write the code as digits only, six or more.
    Good: contents.1.hs_code = "610910"
    Bad: contents.1.hs_code = "6109.10"
    Notes: dots, spaces and hyphens are taken away as a safe fix. A lost leading zero is left to DQ-HS-003.
    """
    if len(code) % 2 == 0 and min_digits <= len(code) <= max_digits and code.isdigit():
        return None
    if not code.isascii():  # reported as such
        return None
    if code.isdigit():
        reason = _digits_fault(code, min_digits, max_digits)
        return {"code": code, "reason": reason} if reason and not zero_padded_hs(code, edition) else None
    plain = hs_code.compact(code)
    if not plain.isdigit():
        return {"code": code, "reason": "has characters other than digits"}
    hit = {"code": code, "reason": "is written with separators"}
    return {**hit, "fix_value": plain} if _digits_fault(plain, min_digits, max_digits) is None else hit


def _digits_fault(code: str, fewest: int, most: int) -> str | None:
    if fewest <= len(code) <= most and len(code) % 2 == 0:
        return None
    return "has an odd number of digits" if fewest <= len(code) <= most else f"has {len(code)} digits, expected {fewest} to {most}"


@rule(
    "UPU-LNG-001",
    on=Scope.PIECE,
    reads=["description", "item.destination"],
    at="description",
    severity=WARNING,
    text="the description is in {script} script, which is not read in {destination}",
    source="USPS International Mail Manual, section 122; Azerpost: English, French, or a language understood at destination",
    fix="describe the goods in English, French, or a language of the destination",
    odd_text_only=True,
)
def description_can_be_read_at_destination(description: str, destination: str) -> Answer:
    """The description is in a script that is not used in the country of destination.

    Why: customs there cannot read it, and systems that carry Latin letters only replace it by question marks.
    Fix: describe the goods in English, French, or a language of the destination.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.description = "男式针织纯棉圆领短袖"
    """
    if description.isascii():
        return None
    script = foreign_script(description, destination)
    return {"script": script, "destination": destination} if script else None

"""Data quality of descriptions: one class a description, one small rule a class."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from decimal import Decimal

from ead.descriptions.fault_roles import maybe_faulty
from ead.descriptions.faults import nature_of
from ead.descriptions.judge import BUILTIN_JUDGE
from ead.descriptions.protocol import DescriptionJudge, Examination
from ead.descriptions.words import has_letter
from ead.rules.api import ERROR, INFO, WARNING, Answer, Confidence, Scope, fact, rule

__all__ = ["description_fault"]

_DOCUMENTS = "91"
_ALIKE = 3


@fact("description_fault", on=Scope.PIECE, reads=["description", "judge"])
def description_fault(description: str, judge: DescriptionJudge) -> Examination | None:
    """What the judge finds wrong with the description; ``None``, and so silence, for nearly all."""
    return judge.examine(description) if judge is not BUILTIN_JUDGE or maybe_faulty()(description) else None


def _found(fault: Examination, kind: str, accepted: Container[str] = ()) -> Answer:
    if fault.kind != kind or fault.found in accepted:
        return None
    return {"description": fault.text, "found": fault.found}


@rule(
    "DQ-DSC-001",
    on=Scope.PIECE,
    reads=["description_fault"],
    at="description",
    severity=ERROR,
    text='description "{description}" has no word in it, expected what the goods are',
    source="EU guidance on descriptions of goods for ICS2, as forwarders publish it (digits or special characters only)",
    fix="say what the goods are, what they are made of, and what they are for",
)
def description_has_words(fault: Examination) -> Answer:
    """The description has no letter, or fewer than three.

    Why: customs cannot assess goods they are not told about; the item is held until the sender explains.
    Fix: say what the goods are, what they are made of, and what they are for.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.description = "12-77"
    Notes: an error where there is no letter at all, a warning where there are one or two, for short words exist. A single character
        is a word in Chinese, Japanese and Korean.
    """
    if fault.kind != "empty":
        return None
    answer = {"description": fault.text, "found": fault.found}
    return {**answer, "severity": WARNING} if has_letter(fault.text) else answer


@rule(
    "DQ-DSC-002",
    on=Scope.PIECE,
    reads=["description_fault"],
    at="description",
    severity=WARNING,
    text='description "{description}" is too vague: "{found}" can be almost anything',
    source="EU ICS2 stop words; USPS and customs brokers' lists of unacceptable descriptions",
    fix="name the goods themselves: men's cotton shirts instead of clothes, spark plugs instead of auto parts",
)
def description_is_specific(fault: Examination, *, accepted: Sequence[str] = ()) -> Answer:
    """The description is a vague term and nothing else.

    Why: security and customs systems refuse such words outright, and the item is not loaded.
    Fix: name the goods themselves: men's cotton shirts instead of clothes, spark plugs instead of auto parts.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.description = "Clothes"
    Notes: compared after normalisation (case, accents, punctuation, plural, leading counts); only the whole description counts, so
        "lithium batteries" passes where "battery" does not. Long words one or two letters off are recognised. `accepted` takes terms in
        normal form (lower case, singular) that are not to be reported.
    """
    return _found(fault, "vague", accepted)


@rule(
    "DQ-DSC-003",
    on=Scope.PIECE,
    reads=["description_fault"],
    at="description",
    severity=WARNING,
    text='description "{description}" is made of filler and vague terms only',
    source="WCO and UPU guidance on the quality of electronic advance data",
    confidence=Confidence.INFERRED,
    fix="name the goods themselves, what they are made of, and what they are for",
)
def description_is_more_than_filler(fault: Examination, *, accepted: Sequence[str] = ()) -> Answer:
    """The description consists of vague terms and filler.

    Why: words such as various, items, new or mixed do not make a vague term say more.
    Fix: name the goods themselves, what they are made of, and what they are for.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.description = "Various household items"
    """
    return _found(fault, "padded", accepted)


@rule(
    "DQ-DSC-004",
    on=Scope.PIECE,
    reads=["description_fault", "item.nature?"],
    at="description",
    severity=WARNING,
    text='description "{description}" says why the goods are sent, not what they are',
    source="EU ICS2 stop words; USPS International Mail Manual",
    fix="give the nature of the transaction in its own field, and here what the goods are",
)
def description_is_not_the_nature(fault: Examination, nature: str | None, *, accepted: Sequence[str] = ()) -> Answer:
    """The description is a word for the nature of the transaction: gift, sample, documents, in any of two dozen languages.

    Why: a gift is not a kind of goods; such descriptions are refused by name.
    Fix: give the nature of the transaction in its own field, and here what the goods are.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.description = "Geschenk"
    Notes: "documents" passes where the item's nature is documents.
    """
    if nature == _DOCUMENTS and nature_of(fault.found) == "documents":
        return None
    return _found(fault, "nature", accepted)


@rule(
    "DQ-DSC-005",
    on=Scope.PIECE,
    reads=["description_fault"],
    at="description",
    severity=WARNING,
    text='description "{description}" is a stand-in, expected what the goods are',
    source="USPS labels API (refuses none, not applicable, n/a, null); EU ICS2 stop words",
    fix="say what the goods are; data that refers to a paper cannot be checked before loading",
)
def description_is_no_stand_in(fault: Examination) -> Answer:
    """The description is a stand-in: n/a, none, test, as above, see invoice.

    Why: it was typed to get past a required field; customs treat it as missing.
    Fix: say what the goods are; data that refers to a paper cannot be checked before loading.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.description = "see invoice"
    """
    return _found(fault, "placeholder")


@rule(
    "DQ-DSC-006",
    on=Scope.PIECE,
    reads=["description_fault"],
    at="description",
    severity=WARNING,
    text='description "{description}" is a model or article number, expected words',
    source="WCO and UPU guidance on the quality of electronic advance data",
    confidence=Confidence.INFERRED,
    fix="put the number into the product identifier, and say here what the goods are",
)
def description_is_more_than_a_number(fault: Examination) -> Answer:
    """The description is a model, article or stock number.

    Why: it means something to the seller only; nobody else can tell what the goods are.
    Fix: put the number into the product identifier, and say here what the goods are.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.description = "A1387 BLK"
    Notes: brand names are not recognised.
    """
    return _found(fault, "model")


@rule(
    "DQ-DSC-007",
    on=Scope.ITEM,
    reads=["contents.description?", "contents.hs_code?", "contents.amount"],
    at="contents",
    severity=INFO,
    text='description "{description}" stands on {count} pieces that differ in HS code or value',
    source="WCO and UPU guidance on the quality of electronic advance data",
    confidence=Confidence.INFERRED,
    fix="say what tells the pieces apart, or put them into one line",
)
def pieces_are_told_apart(descriptions: Sequence[str | None], codes: Sequence[str | None], amounts: Sequence[Decimal]) -> Answer:
    """The same description stands on three or more pieces with different HS codes or values.

    Why: goods of one description have one code; copies of a line usually mean that descriptions were not filled in piece by piece.
    Fix: say what tells the pieces apart, or put them into one line.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: gross_weight = "0.950"; contents.2.units = 1; contents.2.description = "Knitted cotton T-shirt for men";
        contents.2.amount = "17.35"; contents.2.currency = "EUR"; contents.2.net_weight = "0.171"; contents.2.hs_code = "610910";
        contents.2.origin_country = "TW"; contents.2.seller_product_id = "SKU-2"; contents.2.maker_product_id = "TS-2";
        contents.3.units = 3; contents.3.description = "Knitted cotton T-shirt for men"; contents.3.amount = "51.20";
        contents.3.currency = "EUR"; contents.3.net_weight = "0.257"; contents.3.hs_code = "610990"; contents.3.origin_country = "TW";
        contents.3.seller_product_id = "SKU-3"; contents.3.maker_product_id = "TS-3"
    """
    # There are so many fewer descriptions than pieces if one stands on three: nearly always there are not.
    if len(descriptions) < _ALIKE or len(descriptions) - len(set(descriptions)) < _ALIKE - 1:
        return None
    return _alike(descriptions, codes, amounts)


def _alike(descriptions: Sequence[str | None], codes: Sequence[str | None], amounts: Sequence[Decimal]) -> Answer:
    places: dict[str | None, list[int]] = {}
    for position, description in enumerate(descriptions):
        places.setdefault(description, []).append(position)
    answers: list[Mapping[str, object]] = [
        {"at": f"contents.{alike[0] + 1}.description", "description": description, "count": len(alike)}
        for description, alike in places.items()
        if description is not None and len(alike) >= _ALIKE and len({(codes[place], amounts[place]) for place in alike}) > 1
    ]
    return answers or None


@rule(
    "DQ-DSC-008",
    on=Scope.PIECE,
    reads=["description_fault"],
    at="description",
    severity=WARNING,
    text="description gives away contact or order details: {kind}",
    source="WCO and UPU guidance on the quality of electronic advance data; data minimisation, GDPR article 5",
    confidence=Confidence.INFERRED,
    fix="take it out: the description says what the goods are, and nothing about people or orders",
)
def description_keeps_to_the_goods(fault: Examination) -> Answer:
    """The description holds a link, an e-mail address, a telephone number or an order number.

    Why: the description is printed on the parcel and travels to every system on the way; links and numbers do not describe goods.
    Fix: take it out: the description says what the goods are, and nothing about people or orders.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.description = "Knitted cotton T-shirt for men https://shop.example.com/p/4711"
    """
    return {"kind": fault.disclosed} if fault.disclosed else None


@rule(
    "DQ-DSC-009",
    on=Scope.PIECE,
    reads=["description_fault"],
    at="description",
    severity=WARNING,
    text='description "{description}" repeats "{found}" again and again',
    source="forwarders' guidance on descriptions of goods",
    fix="say once what the goods are; the number of units has a field of its own",
)
def description_does_not_repeat_itself(fault: Examination) -> Answer:
    """The description repeats a letter four times or a word three times in a row.

    Why: such text was typed to reach a minimum length, or copied by a fault of the system.
    Fix: say once what the goods are; the number of units has a field of its own.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.description = "shirt shirt shirt"
    Notes: sizes such as XXXL pass, and so do three equal letters, which German compounds have.
    """
    return _found(fault, "run")


@rule(
    "DQ-DSC-010",
    on=Scope.PIECE,
    reads=["description_fault"],
    at="description",
    severity=WARNING,
    text='description "{description}" has damaged characters: "{found}"',
    source="Unicode; HTML character references",
    confidence=Confidence.INFERRED,
    safe_fix=True,
    fix="find where the text is decoded with the wrong encoding or escaped twice, and send it again",
)
def description_is_undamaged(fault: Examination) -> Answer:
    """The description holds HTML entities, misread UTF-8, replacement characters or runs of question marks.

    Why: somewhere on the way the text was decoded or escaped wrongly; what is lost there cannot be read by customs.
    Fix: find where the text is decoded with the wrong encoding or escaped twice, and send it again.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.description = "Men&#39;s cotton T-shirt"
    Notes: entities are resolved by a safe fix, unless the description also has to be changed for another reason.
    """
    if fault.kind != "damaged":
        return None
    answer = {"description": fault.text, "found": fault.found}
    if fault.found.startswith("&") and not fault.disclosed:
        answer["fix_value"] = fault.repaired
    return answer


@rule(
    "DQ-DSC-011",
    on=Scope.PIECE,
    reads=["description"],
    at="description",
    severity=INFO,
    text='description "{description}" is exactly as long as the partner carries ({limit} characters) and may be cut off',
    source="partners' description limits (USPS 30, Australia Post 40, Canada Post 45, bpost 50)",
    fix="shorten the description so that it ends where it should",
)
def description_is_not_cut_off(description: str, *, limit: int | None = None) -> Answer:
    """The description is as long as the partner allows and ends in the middle of a word or list.

    Why: it was probably cut; the word that says what the goods are often stands at the end.
    Fix: shorten the description so that it ends where it should.
    Good: with limit = 50: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: with limit = 20: contents.1.description = "Knitted cotton T-shi"
    Notes: silent unless a profile sets `limit`, for the limit depends on the partner.
    """
    return (
        {"description": description, "limit": limit}
        if limit is not None and len(description) == limit and (description[-1].isalnum() or description[-1] in ",-")
        else None
    )

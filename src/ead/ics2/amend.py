"""IE3A43 and IE3A44: the full dataset of a registered filing again, with what has changed; IE3Q04: its invalidation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from lxml import etree

from ead.errors import EadError
from ead.ics2.declarant import Declarant
from ead.ics2.filing import Filing, Prepared, envelope, prepare
from ead.ics2.layout import Version
from ead.ics2.read import root_of
from ead.ics2.receptacles import prepare_receptacles
from ead.ics2.values import moment, to_xml
from ead.identifiers import eori
from ead.identifiers import mrn as mrns
from ead.identifiers.errors import InvalidIdentifier
from ead.models import Itmatt, Predes

__all__ = ["AmendmentRefused", "write_a43", "write_a44", "write_q04"]


class AmendmentRefused(EadError):
    """The amendment would change what may not change (rule R3024). ``elements`` names it."""

    def __init__(self, elements: tuple[str, ...]) -> None:
        self.elements = elements
        super().__init__(f"an amendment may not change {', '.join(elements)}; invalidate the filing and file again")


def write_a43(
    message: Itmatt,
    declarant: Declarant,
    mrn: str,
    filed: Filing | bytes,
    version: Version = "2",
    *,
    referral: str | None = None,
    issued_at: datetime | None = None,
    as_of: date | None = None,
) -> Filing:
    """An amendment IE3A43 of the filing ``filed``, which is registered under ``mrn``, with the data as it is now.

    ``referral`` is the reference of the request for information that the amendment answers. Nothing is written when an item does not
    suffice: the filing returned has no XML then, for an amendment replaces everything and would drop the item.

    Raises :class:`AmendmentRefused` when the indicator, the representative, the declarant's number, the numbers of the goods items of an
    item or (version 1) the house documents would change, :class:`~ead.ics2.UnreadableAnswer` when ``filed`` cannot be read, and
    :class:`ValueError` for an MRN or reference that is none.
    """
    number = _checked(mrn)
    prepared, refused = prepare(message, declarant, version, as_of, "IE3A43")
    if refused or not prepared:
        return Filing("IE3A43", version, None, None, number, (), tuple(refused))
    values = {"MRN": number, "referralRequestReference": referral, **envelope("F43", prepared, declarant, issued_at)}
    return _amendment("IE3A43", version, values, filed, prepared)


def write_a44(
    message: Predes,
    declarant: Declarant,
    mrn: str,
    filed: Filing | bytes,
    version: Version = "2",
    *,
    issued_at: datetime | None = None,
) -> Filing:
    """An amendment IE3A44 of the IE3F44 ``filed``, which is registered under ``mrn``, with the despatch data as it is now.

    Nothing is written when an item is refused: the filing returned has no XML then. Raises as :func:`write_a43` does, and
    :class:`~ead.errors.ConfigurationError` when the items go to several countries and the declarant names no addressed member state.
    """
    number = _checked(mrn)
    prepared, refused = prepare_receptacles(message, declarant)
    if refused or not prepared:
        return Filing("IE3A44", version, None, None, number, (), tuple(refused))
    values = {"MRN": number, **envelope("F44", prepared, declarant, issued_at)}
    return _amendment("IE3A44", version, values, filed, prepared)


def write_q04(
    mrn: str, declarant: Declarant, member_state: str | None = None, version: Version = "2", *, issued_at: datetime | None = None
) -> bytes:
    """The request IE3Q04 to invalidate a filing; ``member_state`` is the one it was addressed to (default: the declarant's).

    Raises :class:`ValueError` for an MRN that is none, and when no member state is known.
    """
    agent, state = declarant.representative, member_state or declarant.addressed_member_state
    if state is None:
        raise ValueError("there is no addressed member state, expected member_state or one of the declarant")
    values = {
        "documentIssueDate": moment(issued_at),
        "MRN": _checked(mrn),
        "addressedMemberState": {"country": state},
        "representative": {"identificationNumber": eori.compact(agent.eori)} if agent is not None else None,
        "declarant": {"identificationNumber": eori.compact(declarant.eori)},
    }
    return to_xml("IE3Q04", version, values)


def _checked(mrn: str) -> str:
    try:
        return mrns.validate(mrn)
    except InvalidIdentifier as error:
        raise ValueError(f'"{mrn}" is no MRN: {error}') from None


def _amendment(message: str, version: Version, values: Mapping[str, Any], filed: Filing | bytes, prepared: Sequence[Prepared]) -> Filing:
    xml = to_xml(message, version, values)
    data = filed.xml if isinstance(filed, Filing) else filed
    if not data:
        raise ValueError("there is nothing to amend: the filing has no XML")
    if changed := tuple(dict.fromkeys(_changed(root_of(data), root_of(xml), version))):
        raise AmendmentRefused(changed)
    return Filing(message, version, xml, None, str(values["MRN"]), tuple(one.item for one in prepared))


def _changed(before: etree._Element, after: etree._Element, version: Version) -> Iterator[str]:
    """The names of the elements that are not amendable and differ."""
    if _texts(before, "SpecificCircumstanceIndicator") != _texts(after, "SpecificCircumstanceIndicator"):
        yield "SpecificCircumstanceIndicator"
    if _representative(before) != _representative(after):
        yield "representative"
    if _texts(before, "declarant", "identificationNumber") != _texts(after, "declarant", "identificationNumber"):
        yield "declarant/identificationNumber"
    old, new = _goods_numbers(before), _goods_numbers(after)
    if version == "1" and old.keys() != new.keys():
        yield "transportDocumentHouseLevel/documentNumber"
    if any(old[document] != new[document] for document in old.keys() & new.keys()):
        yield "goodsItem/goodsItemNumber"


def _texts(root: etree._Element, *names: str) -> list[str]:
    """The texts at a path of local names below the root."""
    path = "/".join(f"*[local-name()='{name}']" for name in names)
    found = root.xpath(f"{path}//text()")
    return [str(text).strip() for text in found if str(text).strip()] if isinstance(found, list) else []


def _representative(root: etree._Element) -> list[str]:
    return _texts(root, "representative")


def _goods_numbers(root: etree._Element) -> dict[str, list[str]]:
    """The numbers of the goods items of each house document."""
    found: dict[str, list[str]] = {}
    for house in root.iter("{*}consignmentHouseLevel"):
        document = _texts(house, "transportDocumentHouseLevel", "documentNumber")
        found["".join(document)] = _texts(house, "goodsItem", "goodsItemNumber")
    return found

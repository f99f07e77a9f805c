"""What the test server of CDS keeps in memory: views by item, as the XML that they came as."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from lxml import etree

from ead.named import NamedTuple

__all__ = ["ARRAYS", "CORE", "OPERATIONAL", "XSI", "CdsStore", "Decide", "Decision", "Query", "Refused", "decided_by"]

OPERATIONAL = "http://schemas.datacontract.org/2004/07/CDS.BusinessLayer.Operational"
CORE = "http://schemas.datacontract.org/2004/07/PTC.BusinessLayer.Core"
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

_OBJECT = ("entityState", "CDSStateCd", "CustOrganizationCd", "MailObjectPId", "PId", "PostOrganizationCd", "XMLData", "Data")


class Refused(Exception):
    """The service refuses a call; the text is the fault's reason."""


class Decision(NamedTuple):
    """What the customs of the test server decide: code, reason, its text, duty in EUR (empty: none)."""

    code: str
    reason: str
    text: str
    duty: str = ""


Decide = Callable[[str, str], Decision | None]
"""From an item's identifier and posting date and time to the decision; ``None``: customs say nothing."""


def decided_by(seed: int) -> Decide:
    """Decisions by lot: the same for the same item and seed, whatever came before."""

    def decide(item_id: str, posted_at: str) -> Decision:
        lot = Random(f"{seed}/{item_id}/{posted_at}")
        return lot.choices(
            (
                Decision("2", "3", "released"),
                Decision("3", "5", "released against payment", f"{lot.randint(100, 9_999) / 100:.2f}"),
                Decision("7", "4", "detained"),
            ),
            (8, 3, 1),
        )[0]

    return decide


@dataclass(slots=True)
class _Item:
    """One item: its mail object, declaration and response as XML, and the fields that queries ask for."""

    number: int
    item_id: str
    posted_at: str
    mail_class: str
    partner: str
    mail_object: bytes = b""
    declaration: bytes = b""
    response: bytes = b""
    state: int = 0


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for; empty: all of them. Times are texts of 19 characters, both ends included."""

    item_id: str = ""
    since: str = ""
    until: str = ""
    mail_class: str = ""
    partner: str = ""
    only_without_response: bool = False
    only_with_declaration_or_response: bool = False
    state: int | None = None


class CdsStore:
    """Views by identifier and posting date and time; a view that comes again takes the place of the one before."""

    def __init__(self, decide: Decide | None = None, refuse: Iterable[str] = ()) -> None:
        self.refuse = set(refuse)
        self._decide = decide
        self._items: dict[tuple[str, str], _Item] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._items)

    @property
    def keys(self) -> set[tuple[str, str]]:
        """The items there are: identifier, and posting date and time."""
        return set(self._items)

    @property
    def answered(self) -> int:
        """How many items have a response."""
        return sum(1 for item in self._items.values() if item.response)

    def put(self, views: Iterable[etree._Element], *, responses: bool) -> None:
        """Take views in, all or none; raises :class:`Refused`."""
        found = list(views)
        for view in found:
            _check(view, needs="Response" if responses else "Declaration")
            if _text(view, "MailObject", "Id") in self.refuse:
                name = _text(view, "Declaration", "Data", "RecipientName")  # as services do, it quotes what it stumbles over
                raise Refused(f"a view cannot be processed: {name}" if name else "a view cannot be processed")
        with self._lock:
            for view in found:
                self._put(view, responses=responses)

    def _put(self, view: etree._Element, *, responses: bool) -> None:
        key = _text(view, "MailObject", "Id"), _text(view, "MailObject", "PostingDt")
        item = self._items.get(key)
        if item is None:
            partner = _text(view, "MailObject", "OrigPostOrgCd")
            item = self._items[key] = _Item(len(self._items), *key, _text(view, "MailObject", "MailClassCd"), partner)
        part = view.find(f"{{{OPERATIONAL}}}{'Response' if responses else 'Declaration'}")
        if responses:
            item.response = _kept(part)
            item.mail_object = item.mail_object or _kept(view.find(f"{{{OPERATIONAL}}}MailObject"))
            return
        item.declaration = _kept(part)
        item.mail_object = _kept(view.find(f"{{{OPERATIONAL}}}MailObject"))
        decision = self._decide(*key) if self._decide is not None else None
        if decision is not None:
            item.response = _response(item, decision)

    def set_state(self, item_id: str, state: int) -> None:
        """Set the state of an item's mail objects; raises :class:`Refused` when there is none."""
        with self._lock:
            found = [item for item in self._items.values() if item.item_id == item_id]
            if not found:
                raise Refused("the item is not known")
            for item in found:
                item.state = state

    def state_of(self, item_id: str) -> int:
        """The state that was set last; 0 when none was."""
        return next((item.state for item in self._items.values() if item.item_id == item_id), 0)

    def views(self, query: Query, limit: int | None = None) -> list[bytes]:
        """The views that a query finds, in the order of their posting, as XML."""
        with self._lock:
            found = [item for item in self._items.values() if _fits(item, query)]
        found.sort(key=lambda item: (item.posted_at, item.number))
        return [_view(item, "o:CDSView") for item in found[:limit]]

    def status(self, item_id: str) -> bytes:
        """The view of an item, the one posted last, as the result of ``GetCustomsStatus``."""
        with self._lock:
            found = [item for item in self._items.values() if item.item_id == item_id]
        if not found:
            return b'<GetCustomsStatusResult i:nil="true"/>'
        return _view(max(found, key=lambda item: item.posted_at), "GetCustomsStatusResult")


def _fits(item: _Item, query: Query) -> bool:
    wanted = ((query.item_id, item.item_id), (query.mail_class, item.mail_class), (query.partner, item.partner))
    if any(asked and asked != has for asked, has in wanted):
        return False
    if (query.since and item.posted_at < query.since) or (query.until and item.posted_at > query.until):
        return False
    if query.state is not None and item.state != query.state:
        return False
    if query.only_without_response and item.response:
        return False
    return not query.only_with_declaration_or_response or bool(item.declaration or item.response)


def _view(item: _Item, tag: str) -> bytes:
    nil = b'<o:%b i:nil="true"/>'
    parts = [
        b"<c:entityState>0</c:entityState>",
        nil % b"DCResponse",
        item.declaration or nil % b"Declaration",
        item.mail_object,
        item.response or nil % b"Response",
    ]
    return b"<%b>%b</%b>" % (tag.encode(), b"".join(parts), tag.encode())


def _response(item: _Item, decision: Decision) -> bytes:
    """A response as the contract has it, elements in its order."""
    cleared = (datetime.fromisoformat(item.posted_at) + timedelta(days=2)).isoformat() if item.posted_at else "2026-01-01T00:00:00"
    own = uuid.uuid5(uuid.NAMESPACE_URL, f"{item.item_id}/{item.posted_at}")
    taxes = ""
    if decision.duty:
        taxes = (
            f"<o:Taxes><o:Response.ResponseData.Tax><o:Amount>{decision.duty}</o:Amount><o:CurrencyCd>EUR</o:CurrencyCd>"
            "<o:Number>1</o:Number><o:Rate>21</o:Rate><o:Type>VAT</o:Type></o:Response.ResponseData.Tax></o:Taxes>"
        )
    text = (
        "<o:Response><c:entityState>0</c:entityState><o:CDSStateCd>55</o:CDSStateCd><o:CustOrganizationCd>XXC</o:CustOrganizationCd>"
        f"<o:PId>{own}</o:PId><o:PostOrganizationCd>XXA</o:PostOrganizationCd><o:XMLData i:nil='true'/><o:Data>"
        f"<o:ClearanceDt>{cleared}</o:ClearanceDt><o:DecisionCd>{decision.code}</o:DecisionCd>"
        f"<o:DecisionReasonCd>{decision.reason}</o:DecisionReasonCd><o:DecisionReasonNm>{decision.text}</o:DecisionReasonNm>"
        f"<o:Dutiable>{str(bool(decision.duty)).lower()}</o:Dutiable>{taxes}<o:TotalFee>0</o:TotalFee>"
        "<o:TotalFeeCurrencyCd>EUR</o:TotalFeeCurrencyCd></o:Data></o:Response>"
    )
    return text.encode()


def _text(view: etree._Element, *path: str) -> str:
    return (view.findtext("/".join(f"{{{OPERATIONAL}}}{name}" for name in path)) or "").strip()


def _kept(element: etree._Element | None) -> bytes:
    return b"" if element is None else etree.tostring(element, with_tail=False)


def _check(view: etree._Element, *, needs: str) -> None:
    """Refuse what a strict receiver refuses: a foreign namespace, elements out of order, no state, no identity, an empty number."""
    if view.tag != f"{{{OPERATIONAL}}}CDSView":
        raise Refused("a view stands in a namespace that is not that of the contract")
    if not _text(view, "MailObject", "Id") or view.find(f"{{{OPERATIONAL}}}{needs}") is None:
        raise Refused(f"a view has no mail object or no {needs}")
    for element in view.iter(etree.Element):
        names = [etree.QName(child).localname for child in element]
        local = etree.QName(element).localname
        if local in ("Declaration", "Response"):
            ordered = sorted(names, key=lambda name: _OBJECT.index(name) if name in _OBJECT else -1)
        else:
            ordered = sorted(names, key=lambda name: (name != "entityState", [ord(letter) for letter in name]))
        if names != ordered:
            raise Refused(f"the elements of {local} are out of order")
        if local in ("CDSView", "Declaration", "MailObject", "Response") and "entityState" not in names:
            raise Refused(f"{local} has no entityState")
        if local in ("Amount", "GrossWeight", "NetWeight", "Postage", "InsuredValue") and not (element.text or "").strip():
            raise Refused(f"{local} is empty")

"""The client of the UPU Customs Declaration System: send, load, ask, poll."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from types import TracebackType
from typing import Any

from ead.cds.bodies import Secret, Value, request
from ead.cds.confirming import spans_of
from ead.cds.outgoing import outgoing
from ead.cds.polling import LONGEST_WINDOW, MOST_RECORDS, Polled, Seen, poll_windows, windows
from ead.cds.retrying import Retries
from ead.cds.sending import Batcher, SendReport
from ead.cds.soap import Answer, answer_to
from ead.cds.transport import Transport
from ead.cds.views import Key, Views, key_of, read_views
from ead.errors import ConfigurationError
from ead.fields.messages import message_type
from ead.formats.cds_frame import DECLARATIONS, RESPONSES
from ead.limits import DEFAULT_LIMITS, Limits

__all__ = ["Client"]


class Client:
    """A client of one service for one user; safe to share between threads.

    ``token`` is the security token, which nothing shows; ``user`` the code of the user. ``post`` and ``customs`` are the codes of the
    organisations that calls are made for, ``organisation_type`` what the installation calls the kind of the caller, ``flow`` is ``I`` for
    inbound or ``O`` for outbound items. ``timeout`` is how many seconds to wait for the next bytes of an answer, ``total`` for a whole
    one. ``zone`` is the time zone of the service: the contract carries local times, and an aware time is refused without it.
    ``ca_file`` names certificates to trust in place of the system's; ``plain_http`` allows an unprotected connection where the network
    itself is secured. ``whole_names`` writes the names of parties that are given in parts whole as well: India reads nothing else.

    Raises :class:`~ead.errors.ConfigurationError` for a URL or setting that cannot be used. Calls raise
    :class:`~ead.cds.CdsUnavailable`, :class:`~ead.cds.CdsFault` and :class:`~ead.cds.CdsAnswerUnreadable`.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        user: str = "ead",
        post: str | None = None,
        customs: str | None = None,
        organisation_type: str | None = None,
        flow: str = "I",
        timeout: float = 60.0,
        connect_timeout: float = 10.0,
        total: float = 300.0,
        retries: Retries | None = None,
        limits: Limits = DEFAULT_LIMITS,
        zone: tzinfo | None = None,
        ca_file: str | None = None,
        plain_http: bool = False,
        whole_names: bool = False,
    ) -> None:
        if not token.strip():
            raise ConfigurationError("the security token is empty")
        if flow not in ("I", "O"):
            raise ConfigurationError(f'the flow is "{flow}", expected "I" (inbound) or "O" (outbound)')
        self._token = Secret(token.strip())
        self.user = user
        self.post = post
        self.customs = customs
        self.organisation_type = organisation_type
        self.flow = flow
        self.retries = retries or Retries()
        self.limits = limits
        self.zone = zone
        self.whole_names = whole_names
        self._transport = Transport(
            url,
            connect=connect_timeout,
            read=timeout,
            total=total,
            most=limits.message_bytes,
            ca_file=ca_file,
            plain_http=plain_http,
        )

    def __repr__(self) -> str:
        return f"Client({self._transport.shown!r}, user={self.user!r}, post={self.post!r}, customs={self.customs!r})"

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def send_declarations(self, source: Any, *, batch: int = 100, confirm: bool = False) -> SendReport:
        """Create or update declarations: an ITMATT, or a CUSITM; a path, bytes, a binary file or a model.

        Items go in batches; a batch that is refused is halved until the bad items stand alone. Doing it twice changes nothing, so calls
        that fail are tried again. With ``confirm`` the declarations are asked for afterwards.
        """
        extras = {"cds.PostOrganizationCd": self.post, "cds.CustOrganizationCd": self.customs}
        return self._send(DECLARATIONS, source, {name: value for name, value in extras.items() if value}, batch, confirm)

    def send_responses(self, source: Any, *, batch: int = 100, confirm: bool = False) -> SendReport:
        """Create or update the responses of customs: a CUSRSP; see :meth:`send_declarations`."""
        return self._send(RESPONSES, source, {}, batch, confirm)

    def _send(self, message: str, source: Any, own: dict[str, str], batch: int, confirm: bool) -> SendReport:
        if batch < 1:
            raise ConfigurationError(f'the size of a batch is "{batch}", expected 1 or more')
        operation = "CreateOrUpdateDeclarations" if message == DECLARATIONS else "CreateOrUpdateResponses"
        report = SendReport()
        batcher = Batcher(lambda views: self._call(operation, {"userCd": self.user}, views=views), report)
        batcher.send(outgoing(source, message, own, report, self.limits, whole_names=self.whole_names), batch)
        if confirm:
            report.unconfirmed = self.missing(report.sent, message)
        return report

    def missing(self, keys: Iterable[Key], message: str = DECLARATIONS) -> list[Key]:
        """Those items whose declaration (or response: ``CUSRSP``) the service does not give back.

        First by windows around the posting dates, then one by one; that is all that the contract offers.
        """
        wanted = dict.fromkeys(keys)
        for start, end in spans_of(wanted, LONGEST_WINDOW):
            for polled in poll_windows(self._loader(None, MOST_RECORDS), iter([(start, end)]), Seen(), MOST_RECORDS):
                for key in _keys(polled.views, message):
                    wanted.pop(key, None)
        return [key for key in wanted if key not in _keys(self.customs_status(key.item_id), message)]

    def load(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        item_id: str | None = None,
        flow: str | None = None,
        partner: str | None = None,
        partner_country: str | None = None,
        postcodes: tuple[str, str] | None = None,
        mail_class: str | None = None,
        only_without_response: bool = False,
        only_with_declaration_or_response: bool = True,
        limit: int | None = MOST_RECORDS,
    ) -> Views:
        """Load views; what is not said is not asked for. Times are local, without an offset, unless the client knows the zone."""
        low, high = postcodes or (None, None)
        found = self._call(
            "Load",
            {
                "postalOrgCd": self.post,
                "customsOrgCd": self.customs,
                "organizationTypeCd": self.organisation_type,
                "id": item_id,
                "flow": flow or self.flow,
                "partnerPostalOrgCd": partner,
                "partCountryCd": partner_country,
                "dtFrom": self._local(since),
                "dtTo": self._local(until),
                "zipFrom": low,
                "zipTo": high,
                "mailClassCd": mail_class,
                "onlyWithoutResponse": only_without_response,
                "onlyWithDeclarationOrResponse": only_with_declaration_or_response,
                "recordsLimit": limit,
            },
        )
        return read_views(found.data, limits=self.limits)

    def load_by_mail_state(self, state: int, *, flow: str | None = None) -> Views:
        """Load the views of all items in a state; the numbers of states are those of the installation."""
        own = {"postalOrgCd": self.post, "customsOrgCd": self.customs, "organizationTypeCd": self.organisation_type}
        found = self._call("LoadByMailState", {**own, "flow": flow or self.flow, "mailStateCd": state})
        return read_views(found.data, limits=self.limits)

    def customs_status(self, item_id: str, *, flow: str | None = None, force_response: bool = False) -> Views:
        """What the service holds of one item; empty when it knows nothing of it.

        ``force_response`` lets the service make a response where there is none; such a call is not tried again.
        """
        parameters = {"postalOrgCd": self.post, "id": item_id, "flow": flow or self.flow, "userCd": self.user}
        found = self._call("GetCustomsStatus", {**parameters, "forceCreateResponseIfNotAvailable": force_response}, safe=not force_response)
        return read_views(found.data, limits=self.limits)

    def update_mail_state(
        self, item_id: str, state: int, *, partner: str | None = None, flow: str | None = None, retry: bool = False
    ) -> None:
        """Set the state of an item. It is tried again after a failure only with ``retry``: who asked first may have been heard."""
        own = {"id": item_id, "postalOrgCd": self.post, "partnerPostalOrgCd": partner, "flow": flow or self.flow}
        self._call("UpdateMailState", {**own, "mailState": state, "userCd": self.user}, safe=retry)

    def poll(
        self,
        since: datetime,
        until: datetime | None = None,
        *,
        overlap: timedelta = timedelta(hours=2),
        window: timedelta = LONGEST_WINDOW,
        limit: int = MOST_RECORDS,
        flow: str | None = None,
        seen: Seen | None = None,
    ) -> Iterator[Polled]:
        """What is new from ``since`` to ``until`` (default: now), window by window, each ``overlap`` into the one before.

        What came before is left out: an item that says the same as when it was delivered last. ``seen`` remembers that beyond one poll.
        A window whose answer reaches ``limit`` is asked for in halves. Raises :class:`~ead.errors.ConfigurationError` for an overlap
        that is not shorter than the window.
        """
        if not timedelta() <= overlap < window or limit < 1:
            raise ConfigurationError("the overlap must be shorter than the window, and the limit 1 or more")
        start = self._local(since) or since
        end = self._local(until) if until is not None else datetime.now(self.zone).replace(tzinfo=None, microsecond=0)
        remembered = seen if seen is not None else Seen()
        return poll_windows(self._loader(flow, limit), windows(start, end or start, window, overlap), remembered, limit)

    def _loader(self, flow: str | None, limit: int) -> Callable[[datetime, datetime], Views]:
        return lambda start, end: self.load(since=start, until=end, flow=flow, limit=limit)

    def _call(self, operation: str, parameters: Mapping[str, Value], *, views: str | None = None, safe: bool = True) -> Answer:
        def once() -> Answer:
            asked = request(operation, self._transport.url, self._token, parameters, views)
            return answer_to(asked, self._transport.post(asked), self._token, self.limits)

        return self.retries.run(operation, once, safe=safe)

    def _local(self, moment: datetime | None) -> datetime | None:
        """A time as the contract carries it: local, whole seconds."""
        if moment is None or moment.tzinfo is None:
            return moment.replace(microsecond=0) if moment is not None else None
        if self.zone is None:
            raise ConfigurationError(
                "the contract carries local times: give the client the time zone of the service, or a time without one"
            )
        return moment.astimezone(self.zone).replace(tzinfo=None, microsecond=0)


def _keys(views: Views, message: str) -> set[Key]:
    kind = message_type(message)
    return {key_of(kind, record) for record in views.records(message)}

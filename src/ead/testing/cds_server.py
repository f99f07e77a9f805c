"""A service that speaks the contract of CDS on the loopback interface, keeps everything in memory, and misbehaves when asked to.

>>> with CdsServer(seed=1) as server:
...     server.url.startswith("http://127.0.0.1:"), len(server.store)
(True, 0)

Windows of ``Load`` are about posting dates here; the contract does not say what they are about.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from types import TracebackType

from lxml import etree

from ead.intake.xml_tree import new_parser, parse
from ead.testing.cds_store import ARRAYS, CORE, OPERATIONAL, XSI, CdsStore, Decide, Query, Refused, decided_by

__all__ = ["KINDS", "TOKEN", "CdsServer", "Misbehaviour"]

SERVICE = "http://tempuri.org/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
ADDRESSING = "http://www.w3.org/2005/08/addressing"
TOKEN = "00000000-0000-4000-8000-00000000ead1"  # noqa: S105 - the token of the test server, known to everybody
_MOST = 64 * 1024 * 1024

KINDS = (
    "fault-before",
    "fault-after",
    "error-before",
    "error-after",
    "slow",
    "truncated",
    "cut",
    "reset",
    "reset-after",
    "duplicates",
    "reordered",
)
"""How the server can misbehave.

A fault of the server before or after the work is done; HTTP 503 before, 500 after; an answer later than the client waits; one that ends
before its announced length, or is cut and announced so; a connection that is reset before or after the work; views twice; views in
another order.
"""


@dataclass(slots=True)
class Misbehaviour:
    """How often (from 0 to 1), in which ways, and by which lot; ``delay`` is how many seconds ``slow`` takes."""

    rate: float = 0.0
    kinds: tuple[str, ...] = KINDS
    seed: int = 0
    delay: float = 2.0
    done: Counter[str] = field(default_factory=Counter)
    _lot: Random | None = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def next(self) -> str:
        """What to do wrong this time; empty: nothing."""
        with self._lock:
            self._lot = self._lot or Random(self.seed)
            kind = self._lot.choice(self.kinds) if self._lot.random() < self.rate else ""
            self.done[kind] += 1
            return kind


class CdsServer:
    """The server; entered or started, it listens at :attr:`url` until it is left or closed.

    ``decide`` makes the responses of customs when declarations come (default: by lot, from ``seed``); ``refuse`` are identifiers that
    make it refuse the whole call they come in. ``soap11`` lets faults be those of SOAP 1.1. ``calls`` counts calls by operation.
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        decide: Decide | None = None,
        misbehaviour: Misbehaviour | None = None,
        refuse: Iterable[str] = (),
        token: str = TOKEN,
        soap11: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.store = CdsStore(decide or decided_by(seed), refuse)
        self.misbehaviour = misbehaviour or Misbehaviour()
        self.token = token
        self.soap11 = soap11
        self.calls: Counter[str] = Counter()
        self._http = _Listener(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self._scheme = "http"
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True, do_handshake_on_connect=False)
            self._scheme = "https"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        """The address of the service."""
        return f"{self._scheme}://127.0.0.1:{self._http.server_address[1]}/CDS.API/CDSAPIService.svc"

    def start(self) -> CdsServer:
        """Begin to listen; returns the server."""
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop listening."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> CdsServer:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def answer(self, operation: str, call: etree._Element, wrong: str) -> bytes:
        """Do the work of a call and return the body of the answer; raises :class:`Refused`."""
        self.calls[operation] += 1
        given = {etree.QName(child).localname: child for child in call}
        texts = {name: (child.text or "").strip() for name, child in given.items()}
        if texts.get("token", texts.get("securityToken")) != self.token:
            raise Refused("the security token is not valid")
        if operation.startswith("CreateOrUpdate"):
            self.store.put(given["cdsViews"], responses=operation.endswith("Responses"))
            return b""
        if operation == "UpdateMailState":
            self.store.set_state(texts.get("id", ""), int(texts.get("mailState") or 0))
            return b""
        if operation == "GetCustomsStatus":
            return self.store.status(texts.get("id", ""))
        return self._load(operation, texts, wrong)

    def _load(self, operation: str, texts: dict[str, str], wrong: str) -> bytes:
        if operation not in ("Load", "LoadByMailState"):
            raise Refused(f"there is no operation {operation}")
        query = Query(
            item_id=texts.get("id", ""),
            since=texts.get("dtFrom", ""),
            until=texts.get("dtTo", ""),
            mail_class=texts.get("mailClassCd", ""),
            partner=texts.get("partnerPostalOrgCd", ""),
            only_without_response=texts.get("onlyWithoutResponse") == "true",
            only_with_declaration_or_response=texts.get("onlyWithDeclarationOrResponse") == "true",
            state=int(texts["mailStateCd"]) if texts.get("mailStateCd") else None,
        )
        views = self.store.views(query, int(texts["recordsLimit"]) if texts.get("recordsLimit") else None)
        if wrong == "duplicates":
            views = [*views, *views[: len(views) // 2 + 1]]
        elif wrong == "reordered":
            views = views[::-1]
        return b"<%bResult>%b</%bResult>" % (operation.encode(), b"".join(views), operation.encode())


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    owner: CdsServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no error of a server that sends it away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Answer a call."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _MOST))
        owner = self.server.owner
        wrong = owner.misbehaviour.next()
        if wrong == "reset":
            self._reset()
        elif wrong == "error-before":
            self._send(503, b"<html>busy</html>", "text/html")
        elif wrong == "fault-before":
            self._send(500, self._fault("Receiver", "InternalServiceFault", "the database is away", ""))
        else:
            self._work(owner, body, wrong)

    def _work(self, owner: CdsServer, body: bytes, wrong: str) -> None:
        message_id = ""
        try:
            root = parse(body, new_parser())
            message_id = root.findtext(f"{{{SOAP12}}}Header/{{{ADDRESSING}}}MessageID") or ""
            call = root.find(f"{{{SOAP12}}}Body")
            if call is None or not len(call):
                raise Refused("there is no call in the envelope")
            operation = etree.QName(call[0]).localname
            inside = owner.answer(operation, call[0], wrong)
        except (Refused, etree.XMLSyntaxError, KeyError, ValueError) as error:
            reason = str(error) if isinstance(error, Refused) else "the call cannot be read"
            self._send(500, self._fault("Sender", "BadCall", reason, message_id))
            return
        self._answer(operation, inside, message_id, wrong)

    def _answer(self, operation: str, inside: bytes, message_id: str, wrong: str) -> None:
        if wrong == "fault-after":
            self._send(500, self._fault("Receiver", "InternalServiceFault", "the transaction was lost", message_id))
        elif wrong == "error-after":
            self._send(500, b"<html>broken</html>", "text/html")
        elif wrong == "reset-after":
            self._reset()
        else:
            if wrong == "slow":
                time.sleep(self.server.owner.misbehaviour.delay)
            name = f"{operation}Response"
            data = _envelope(f'<{name} xmlns="{SERVICE}">'.encode() + inside + f"</{name}>".encode(), f"{SERVICE}{name}", message_id)
            self._send(200, data, half=wrong if wrong in ("truncated", "cut") else "")

    def _fault(self, code: str, subcode: str, reason: str, message_id: str) -> bytes:
        if self.server.owner.soap11:
            own = {"Sender": "Client", "Receiver": "Server"}[code]
            return (
                f'<s:Envelope xmlns:s="{SOAP11}"><s:Body><s:Fault><faultcode>s:{own}.{subcode}</faultcode><faultstring>{escape(reason)}'
                "</faultstring><detail><what>a detail</what></detail></s:Fault></s:Body></s:Envelope>"
            ).encode()
        inside = (
            f'<s:Fault><s:Code><s:Value>s:{code}</s:Value><s:Subcode><s:Value xmlns:a="urn:x">a:{subcode}</s:Value></s:Subcode></s:Code>'
            f'<s:Reason><s:Text xml:lang="en">{escape(reason)}</s:Text></s:Reason><s:Detail><what>a detail</what></s:Detail></s:Fault>'
        )
        return _envelope(inside.encode(), f"{ADDRESSING}/soap/fault", message_id)

    def _send(self, status: int, data: bytes, kind: str = "application/soap+xml; charset=utf-8", half: str = "") -> None:
        sent = data[: len(data) // 2] if half else data
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(sent if half == "cut" else data)))
        self.end_headers()
        self.wfile.write(sent)
        self.wfile.flush()
        self.close_connection = bool(half)

    def _reset(self) -> None:
        """End the connection so that the other side is told of a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()


def _envelope(inside: bytes, action: str, message_id: str) -> bytes:
    related = f"<w:RelatesTo>{escape(message_id)}</w:RelatesTo>" if message_id else ""
    start = (
        f'<s:Envelope xmlns:s="{SOAP12}" xmlns:w="{ADDRESSING}" xmlns:o="{OPERATIONAL}" xmlns:c="{CORE}" xmlns:a="{ARRAYS}" '
        f'xmlns:i="{XSI}"><s:Header><w:Action s:mustUnderstand="1">{action}</w:Action>{related}</s:Header><s:Body>'
    )
    return start.encode() + inside + b"</s:Body></s:Envelope>"

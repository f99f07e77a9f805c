"""The client against a service that misbehaves, refuses, lies and breaks off."""

from __future__ import annotations

import json
import logging
import pickle
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.cds import CdsAnswerUnreadable, CdsFault, CdsUnavailable, Client, Key, Polled, Retries, Seen
from ead.cds.bodies import Request, Secret
from ead.cds.polling import LONGEST_WINDOW, windows
from ead.errors import ConfigurationError, UnsupportedFormat
from ead.limits import Limits
from ead.testing.cds_server import KINDS, TOKEN, CdsServer, Misbehaviour
from ead.testing.dialogue import generate as generate_dialogue
from ead.testing.generator import generate

Connect = Callable[..., tuple[CdsServer, Client]]
SINCE, UNTIL = datetime.fromisoformat("2026-09-01"), datetime.fromisoformat("2026-12-31")
NO_RETRY = {"retries": Retries(times=0)}


def message(items: int = 20, seed: int = 3) -> bytes:
    """An ITMATT message."""
    return json.dumps(generate(items, seed=seed, destination="BE")).encode()


def delivered(polls: Iterator[Polled]) -> tuple[int, int, list[Key]]:
    """How many declarations and responses came, and the items of the responses in no order."""
    found = list(polls)
    responses = [one for polled in found for one in polled.views.responses]
    declarations = sum(len(polled.views.declarations) for polled in found)
    return declarations, len(responses), sorted(Key(one[0], one[1]) for one in responses)


# -------------------------------------------------------------------------------------------------------- misbehaviour


@pytest.mark.parametrize("kind", KINDS)
def test_every_misbehaviour_is_survived(connect: Connect, kind: str) -> None:
    """Every second call goes wrong in this way; everything is there in the end, and everything comes back once."""
    wrong = Misbehaviour(rate=0.5, kinds=(kind,), seed=2, delay=1.5)
    server, client = connect({"timeout": 1.0}, misbehaviour=wrong)
    report = client.send_declarations(message(40), batch=10, confirm=True)
    assert (40, True, []) == (len(report.sent), report.complete, report.unconfirmed)
    assert 40 == len(server.store)
    keys = sorted(Key(*key) for key in server.store.keys)
    assert (40, 40, keys) == delivered(client.poll(SINCE, UNTIL, window=timedelta(days=30), limit=25))
    assert wrong.done[kind] > 3


def test_responses_are_sent_and_come_back(connect: Connect) -> None:
    """What customs send with one client, a post polls with another."""
    server, client = connect(decide=lambda *_: None)
    client.send_declarations(message(5))
    declared = generate(5, seed=3, destination="BE")["items"]
    answers = [{"item_id": one["item_id"], "posted_at": one["posted_at"], "decision": "2", "dutiable": False} for one in declared]
    report = client.send_responses(json.dumps({"message": "CUSRSP", "items": answers}).encode(), confirm=True)
    assert (5, []) == (len(report.sent), report.unconfirmed)
    assert (5, 5) == delivered(client.poll(SINCE, UNTIL))[:2]
    assert 5 == server.store.answered


def test_a_client_is_shared_by_threads(connect: Connect) -> None:
    """Eight threads send at once through one client, over connections that break."""
    server, client = connect(misbehaviour=Misbehaviour(rate=0.3, kinds=("reset", "truncated", "fault-after"), seed=4))
    with ThreadPoolExecutor(8) as pool:
        reports = list(pool.map(lambda seed: client.send_declarations(message(10, seed), batch=3), range(8)))
    assert [10] * 8 == [len(report.sent) for report in reports]
    assert {key for report in reports for key in report.sent} == {Key(*key) for key in server.store.keys}


# ------------------------------------------------------------------------------------------------------------- batches


def test_one_bad_declaration_does_not_hold_up_its_batch(connect: Connect) -> None:
    """The batch is halved until the bad one stands alone; all others are taken."""
    bad = generate(20, seed=3, destination="BE")["items"][7]["item_id"]
    server, client = connect(refuse=[bad])
    report = client.send_declarations(message(20), batch=20)
    assert ([bad], 19, False) == ([one.key.item_id for one in report.refused], len(report.sent), report.complete)
    assert 19 == len(server.store)
    assert "a view cannot be processed: ***" == report.refused[0].fault.reason


def test_personal_values_are_in_no_repr_and_no_fault(connect: Connect) -> None:
    """Not in what came, not in what was sent, and not in the fault of a service that quotes the addressee."""
    canary = generate(1, seed=3, destination="BE")
    canary["items"][0]["addressee"]["name"] = "Canary Example"
    server, client = connect()
    client.send_declarations(json.dumps(canary).encode())
    polls = list(client.poll(SINCE, UNTIL))
    assert "Canary Example" in [item.addressee and item.addressee.name for polled in polls for item in polled.views.items()]
    server.store.refuse.add(canary["items"][0]["item_id"])
    report = client.send_declarations(json.dumps(canary).encode())
    assert 1 == len(report.refused)
    assert "Canary" not in f"{polls!r} {report!r} {report.refused[0].fault} {report.refused[0].fault!r}"


def test_a_service_that_refuses_everything_is_believed_soon(connect: Connect) -> None:
    """A wrong token is a fault for every item: after ten of them it is raised, with what was sent before."""
    server, client = connect({}, token="another")
    with pytest.raises(CdsFault, match="the security token is not valid") as failure:
        client.send_declarations(message(200), batch=100)
    assert failure.value.report is not None
    assert ([], 10) == (failure.value.report.sent, len(failure.value.report.refused))
    assert sum(server.calls.values()) < 30


def test_items_that_fail_their_structure_are_not_sent(connect: Connect) -> None:
    """They are listed with their findings; the others go."""
    broken = generate(3, seed=3, destination="BE")
    broken["items"][1]["gross_weight"] = "heavy"
    server, client = connect()
    report = client.send_declarations(json.dumps(broken).encode())
    assert (2, ["CORE-STR-004"]) == (len(report.sent), [finding.code for one in report.failed for finding in one.findings])
    assert 2 == len(server.store)


@pytest.mark.parametrize(("whole_names", "expected"), [(True, "Nguyen Van A"), (False, None)])
def test_names_in_parts_are_written_whole_where_that_is_asked_for(connect: Connect, whole_names: bool, expected: str | None) -> None:
    """Vietnam sends names in parts only, India reads whole names only; the parts stay beside."""
    parts = generate(1, seed=3, destination="BE")
    parts["items"][0]["addressee"] |= {"first_name": "Nguyen", "last_name": "Van A"}
    parts["items"][0]["addressee"].pop("name", None)
    _, client = connect({"whole_names": whole_names})
    client.send_declarations(json.dumps(parts).encode())
    (found,) = client.load().items()
    assert found.addressee is not None
    assert (expected, "Nguyen", "Van A") == (found.addressee.name, found.addressee.first_name, found.addressee.last_name)


def test_a_message_of_another_kind_is_refused_before_anything_is_sent(connect: Connect) -> None:
    """Responses are not declarations."""
    server, client = connect()
    with pytest.raises(UnsupportedFormat, match="holds items of CUSRSP, expected ITMATT"):
        client.send_declarations(json.dumps(generate_dialogue("CUSRSP", 1)).encode())
    assert not server.calls


def test_trouble_tells_how_far_it_got(connect: Connect) -> None:
    """When the network fails for good, the report says which items were taken before."""
    server, client = connect({"retries": Retries(times=1, pause=0.001)})
    server.misbehaviour = Misbehaviour(rate=1.0, kinds=("reordered", "reordered", "reset"), seed=1)
    with pytest.raises(CdsUnavailable, match=r"CreateOrUpdateDeclarations: the connection to .* broke off") as failure:
        client.send_declarations(message(200), batch=1)
    assert failure.value.report is not None
    assert 0 < len(failure.value.report.sent) <= len(server.store) < 200


def test_what_is_not_there_is_told(connect: Connect) -> None:
    """The contract has no acknowledgement for an item, so the client asks for it; items it never sent are missing."""
    _, client = connect()
    sent = client.send_declarations(message(5)).sent
    strange = [Key("RR000000005DE", sent[0].posted_at), Key(sent[0].item_id, "2020-01-01T00:00:00"), Key("RR000000080DE", "")]
    assert strange == client.missing([*sent, *strange])


# ------------------------------------------------------------------------------------------------- what is tried again


@pytest.mark.parametrize("kind", ["fault-before", "fault-after", "error-after", "reset-after", "truncated", "slow"])
def test_the_state_of_an_item_is_set_once(connect: Connect, kind: str) -> None:
    """Nobody knows whether the service has heard; so it is not asked again, unless the caller says so."""
    wrong = Misbehaviour(rate=1.0, kinds=(kind,), delay=1.5)
    server, client = connect({"timeout": 1.0, "retries": Retries(times=3, pause=0.001)})
    (key,) = client.send_declarations(message(1)).sent
    server.misbehaviour = wrong
    with pytest.raises((CdsUnavailable, CdsFault)):
        client.update_mail_state(key.item_id, 5)
    assert 1 == wrong.done[kind]
    with pytest.raises((CdsUnavailable, CdsFault)):
        client.update_mail_state(key.item_id, 5, retry=True)
    assert 5 == wrong.done[kind]
    server.misbehaviour = Misbehaviour()
    client.update_mail_state(key.item_id, 7)
    assert 7 == server.store.state_of(key.item_id)
    assert [key.item_id] == [one.item_id for one in client.load_by_mail_state(7).items()]


def test_a_call_that_never_left_is_tried_again_whatever_it_is() -> None:
    """A connection that is refused has changed nothing."""
    waits: list[float] = []
    with CdsServer() as server:
        url = server.url
    with (
        Client(url, TOKEN, retries=Retries(times=3, pause=1.0, sleep=waits.append, lot=Random(1))) as client,
        pytest.raises(CdsUnavailable, match="cannot be reached; check the URL and the network"),
    ):
        client.update_mail_state("LX806576725TW", 5)
    assert 3 == len(waits)
    assert all(0.5 * 2**number <= wait <= 2**number for number, wait in enumerate(waits))


def test_refusals_are_not_tried_again(connect: Connect) -> None:
    """A fault that blames the call comes once."""
    server, client = connect(token="another")
    with pytest.raises(CdsFault) as failure:
        client.load()
    assert not failure.value.passing
    assert {"Load": 1} == dict(server.calls)


@pytest.mark.parametrize("soap11", [False, True])
def test_faults_of_both_soaps_say_code_reason_and_detail(connect: Connect, soap11: bool) -> None:
    """``Client`` of SOAP 1.1 is ``Sender`` of SOAP 1.2."""
    _, client = connect(NO_RETRY, soap11=soap11, token="another")
    with pytest.raises(CdsFault) as failure:
        client.load()
    fault = failure.value
    assert ("Sender", "BadCall", "the security token is not valid", "a detail") == (fault.code, fault.subcode, fault.reason, fault.detail)
    assert 'Load: the call was refused, fault Sender (BadCall): "the security token is not valid"' == str(fault)


# ------------------------------------------------------------------------------------------------------------- polling


def test_what_was_delivered_is_not_delivered_again(connect: Connect) -> None:
    """Not by the overlap, not by a second poll; but something else said of the same item is."""
    server, client = connect(decide=lambda *_: None)
    client.send_declarations(message(20))
    seen = Seen()
    assert 20 == delivered(client.poll(SINCE, UNTIL, window=timedelta(days=4), overlap=timedelta(days=2), seen=seen))[0]
    assert 0 == delivered(client.poll(SINCE, UNTIL, seen=seen))[0]
    changed = generate(20, seed=3, destination="BE")
    changed["items"][4]["remarks"] = "corrected"
    client.send_declarations(json.dumps(changed).encode())
    news = [polled.views for polled in client.poll(SINCE, UNTIL, seen=seen) if polled.views.declarations]
    assert [(changed["items"][4]["item_id"], "corrected")] == [(one.item_id, one.remarks) for views in news for one in views.items()]
    assert 21 == len(seen)
    assert 20 == len(server.store)


def test_a_window_that_is_full_is_asked_for_in_halves(connect: Connect) -> None:
    """Nothing is lost to a limit of the service."""
    server, client = connect()
    client.send_declarations(message(60))
    assert (60, 60) == delivered(client.poll(SINCE, UNTIL, limit=3))[:2]
    assert server.calls["Load"] > 60


def test_a_second_that_is_full_is_told(connect: Connect) -> None:
    """Where no window can be shorter, the poll says that there may be more."""
    _, client = connect()
    crowd = generate(5, seed=3, destination="BE")
    for item in crowd["items"]:
        item["posted_at"] = "2026-11-02T09:15:00"
    client.send_declarations(json.dumps(crowd).encode())
    polls = list(client.poll(datetime.fromisoformat("2026-11-02T09:00:00"), datetime.fromisoformat("2026-11-02T10:00:00"), limit=3))
    assert {True, False} == {polled.complete for polled in polls}
    assert 3 == sum(len(polled.views.declarations) for polled in polls)


def test_an_answer_beyond_the_limit_of_length_is_asked_for_in_halves(connect: Connect) -> None:
    """A poll goes round it; a single call says what to do."""
    server, sender = connect()
    sender.send_declarations(message(60), batch=10)
    with Client(server.url, TOKEN, limits=replace(Limits(), message_bytes=60_000)) as client:
        with pytest.raises(CdsAnswerUnreadable, match="longer than 60000 bytes; ask for fewer records"):
            client.load(since=SINCE, until=UNTIL)
        assert (60, 60) == delivered(client.poll(SINCE, UNTIL))[:2]


moments = st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2030-01-01"))
minutes = st.integers(0, 500).map(lambda number: timedelta(minutes=number))


@given(since=moments, span=minutes, length=st.integers(1, 300).map(lambda number: timedelta(minutes=number)), overlap=minutes)
def test_windows_cover_everything_and_overlap(since: datetime, span: timedelta, length: timedelta, overlap: timedelta) -> None:
    """From the overlap before the beginning to the end, none longer than asked for, each reaching into the one before."""
    overlap = min(overlap, length - timedelta(seconds=1))
    found = list(windows(since, since + span, length, overlap))
    assert (since - overlap, since + span) == (found[0][0], found[-1][1])
    assert all(end - start <= length for start, end in found)
    assert all(later[0] == earlier[1] - overlap for earlier, later in pairwise(found))


def test_times_are_those_of_the_service(connect: Connect) -> None:
    """An aware time is made local by the zone of the service, and refused without one."""
    _, client = connect({"zone": ZoneInfo("Asia/Kolkata")})
    (first, *_) = client.poll(datetime(2026, 11, 2, 6, 0, tzinfo=UTC), datetime(2026, 11, 2, 7, 0, tzinfo=UTC), overlap=timedelta())
    assert ("2026-11-02T11:30:00", "2026-11-02T12:30:00") == (first.since.isoformat(), first.until.isoformat())
    _, other = connect()
    with pytest.raises(ConfigurationError, match="local times"):
        other.load(since=datetime(2026, 11, 2, tzinfo=UTC))
    with pytest.raises(ConfigurationError, match="overlap must be shorter"):
        other.poll(SINCE, overlap=LONGEST_WINDOW)


# ------------------------------------------------------------------------------------------------------------- secrets


def test_the_token_is_never_shown(connect: Connect, caplog: pytest.LogCaptureFixture) -> None:
    """Not in reprs, exceptions, reports or logs, not even when the service says it back; and it is not pickled."""
    secret = "7f0a3c52-91de-4b7a-8c55-0d3e6a1b9f24"
    caplog.set_level(logging.DEBUG)
    with Canned(fault(f"the token {secret} is blocked", f"token={secret}")) as service:
        client = Client(service.url, secret, retries=Retries(times=1, pause=0.001))
        with pytest.raises(CdsFault) as failure:
            client.load()
        client.close()
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(client._token)
    shown = f"{client!r} {client._token!r} {failure.value!r} {failure.value} {failure.value.detail} {vars(failure.value)} {caplog.text}"
    shown += repr(Request("Load", "urn:uuid:1", secret.encode())) + repr(Secret(secret))
    assert secret not in shown
    assert "the token *** is blocked" in shown


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://cds.example.com/x.svc", "would be sent the token unprotected"),
        ("ftp://cds.example.com/", "the URL of the service is none"),
        ("cds.example.com", "the URL of the service is none"),
        ("https://cds.example.com:port/", "the URL of the service is none"),
        ("https://me:secret@cds.example.com/", "holds a user or password"),
    ],
)
def test_addresses_that_would_give_the_token_away_are_refused(url: str, expected: str) -> None:
    """And what is wrong is said without the secret."""
    with pytest.raises(ConfigurationError, match=expected) as failure:
        Client(url, TOKEN)
    assert "secret" not in str(failure.value).replace("secured", "")


def test_settings_are_checked() -> None:
    """An empty token, an unknown flow and a batch of nothing are told at once; plain HTTP is possible where it is asked for."""
    with pytest.raises(ConfigurationError, match="token is empty"):
        Client("https://cds.example.com/", " \n")
    with pytest.raises(ConfigurationError, match='the flow is "X"'):
        Client("https://cds.example.com/", TOKEN, flow="X")
    with Client("http://cds.example.com/", TOKEN, plain_http=True) as client, pytest.raises(ConfigurationError, match="size of a batch"):
        client.send_declarations(message(1), batch=0)


def test_certificates_are_verified(tmp_path: Path) -> None:
    """A service whose certificate nobody vouches for gets nothing; named as trusted, it is."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command, *names], check=True, capture_output=True, timeout=60)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with CdsServer(tls=context) as server:
        with Client(server.url, TOKEN, **NO_RETRY) as client, pytest.raises(CdsUnavailable, match=r"certificate .* is not trusted"):  # type: ignore[arg-type]
            client.load()
        assert not server.calls
        with Client(server.url, TOKEN, ca_file=str(certificate)) as client:
            assert 0 == client.load().count
    assert {"Load": 1} == dict(server.calls)


# ------------------------------------------------------------------------------------------------------ strange answers


class Canned:
    """A service that answers every call with the same bytes, slowly if asked to."""

    def __init__(self, body: bytes, status: int = 200, headers: dict[str, str] | None = None, pause: float = 0.0) -> None:
        stop = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
                    if value:
                        self.send_header(name, value)
                self.end_headers()
                for number in range(len(body) if pause else 1):
                    self.wfile.write(body[number : number + 1] if pause else body)
                    if pause and stop.wait(pause):
                        return

            def log_message(self, *arguments: object) -> None:
                """Say nothing."""

        class Listener(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *arguments: object) -> None:
                """A client may go away."""

        self._stop = stop
        self._server = Listener(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/x.svc"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Canned:
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._stop.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


SOAP = "http://www.w3.org/2003/05/soap-envelope"


def enveloped(inside: str, head: str = "") -> bytes:
    """An envelope of SOAP 1.2."""
    return (
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:w="http://www.w3.org/2005/08/addressing">{head}<s:Body>{inside}</s:Body></s:Envelope>'.encode()
    )


def fault(reason: str, detail: str = "") -> bytes:
    """A fault of SOAP 1.2."""
    return enveloped(
        f"<s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code><s:Reason><s:Text>{reason}</s:Text></s:Reason>"
        f"<s:Detail>{detail}</s:Detail></s:Fault>"
    )


LOADED = '<LoadResponse xmlns="http://tempuri.org/"/>'
OTHER_CALL = "<s:Header><w:RelatesTo>urn:uuid:1</w:RelatesTo></s:Header>"


@pytest.mark.parametrize(
    ("answer", "kind", "expected"),
    [
        ((b"<html><body>sign in</body></html>",), CdsAnswerUnreadable, "is no XML; check the URL"),
        ((b'{"error": 1}',), CdsAnswerUnreadable, "is no XML; check the URL"),
        ((b"<LoadResponse/>",), CdsAnswerUnreadable, 'is "LoadResponse", expected a SOAP envelope'),
        ((b'<!DOCTYPE a [<!ENTITY b "x">]>' + enveloped(LOADED),), CdsAnswerUnreadable, "has a DOCTYPE, expected none"),
        (
            (b"<!--" + b" " * 70_000 + b'--><!DOCTYPE a [<!ENTITY b "x">]>' + enveloped(LOADED),),
            CdsAnswerUnreadable,
            "no element in its first",
        ),
        ((enveloped('<Other xmlns="http://tempuri.org/"/>'),), CdsAnswerUnreadable, 'body is "Other", expected "LoadResponse"'),
        ((enveloped('<LoadResponse xmlns="urn:x"/>'),), CdsAnswerUnreadable, 'expected "LoadResponse" in "http://tempuri.org/"'),
        ((enveloped(""),), CdsAnswerUnreadable, "holds 0 bodies, expected one"),
        ((b"",), CdsUnavailable, "the answer is empty"),
        ((enveloped(LOADED)[:-20],), CdsUnavailable, "breaks off or is damaged at line 1"),
        ((enveloped(LOADED, OTHER_CALL),), CdsUnavailable, "the answer is that to another call"),
        ((b"", 404), CdsUnavailable, "answered HTTP 404; check the URL and the access rights"),
        ((b"", 401), CdsUnavailable, "answered HTTP 401"),
        ((b"", 302, {"Location": "https://elsewhere.example.com/"}), CdsUnavailable, "points elsewhere"),
        ((b"x", 200, {"Content-Encoding": "gzip"}), CdsAnswerUnreadable, "is compressed, which was not asked for"),
        ((b"", 503), CdsUnavailable, "answered HTTP 503"),
        ((b"\xff\xfe\x00\x00<",), CdsAnswerUnreadable, "encoding that is not read"),
        ((fault("no \x07bell\nhere".replace("\x07", "")),), CdsFault, 'fault Receiver: "no bell here"'),
    ],
)
def test_strange_answers_are_told_in_one_line(answer: tuple[Any, ...], kind: type[Exception], expected: str) -> None:
    """What came, and what to do."""
    with Canned(*answer) as service, Client(service.url, TOKEN, **NO_RETRY) as client, pytest.raises(kind, match=expected) as failure:  # type: ignore[arg-type]
        client.load()
    assert "\n" not in str(failure.value)
    assert "elsewhere.example.com" not in str(failure.value)


def test_an_answer_in_chunks_is_read() -> None:
    """Services that do not know the length beforehand send pieces; one that ends before its last piece breaks off."""
    whole = enveloped(LOADED)
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (whole[:50], whole[50:]))
    coded = {"Transfer-Encoding": "chunked", "Content-Length": ""}
    with Canned(chunks + b"0\r\n\r\n", headers=coded) as service, Client(service.url, TOKEN, **NO_RETRY) as client:  # type: ignore[arg-type]
        assert 0 == client.load().count
    closed = {**coded, "Connection": "close"}
    with (
        Canned(chunks[:100], headers=closed) as service,
        Client(service.url, TOKEN, **NO_RETRY) as client,  # type: ignore[arg-type]
        pytest.raises(CdsUnavailable, match="broke off"),
    ):
        client.load()


def test_an_answer_that_drips_is_given_up() -> None:
    """Each byte comes in time, the answer does not."""
    with (
        Canned(enveloped(LOADED), pause=0.05) as service,
        Client(service.url, TOKEN, timeout=1.0, total=0.3, **NO_RETRY) as client,  # type: ignore[arg-type]
        pytest.raises(CdsUnavailable, match=r"took longer than 0\.3 seconds"),
    ):
        client.load()


def test_an_endless_answer_is_cut_off() -> None:
    """Nothing beyond the limit is kept."""
    small = replace(Limits(), message_bytes=1_000)
    with (
        Canned(b"x" * 100_000) as service,
        Client(service.url, TOKEN, limits=small, **NO_RETRY) as client,  # type: ignore[arg-type]
        pytest.raises(CdsAnswerUnreadable, match="longer than 1000 bytes"),
    ):
        client.load()

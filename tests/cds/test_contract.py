"""What is sent, held against the contract as it is written down by hand; and that every element of it is read."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import contract_by_hand as contract
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ead.cds import Client, Views, read_views
from ead.cds.bodies import OPERATIONS, Secret, request
from ead.convert import convert
from ead.fields.messages import message_type
from ead.formats.registry import codec
from ead.models.records import header_to_record, item_to_record, message_model
from ead.testing.cds_server import CdsServer
from ead.testing.dialogue import generate
from ead.testing.strategies import message_dicts

TOKEN = "7f0a3c52-91de-4b7a-8c55-0d3e6a1b9f24"
WHEN = datetime.fromisoformat("2026-11-02T09:15:00")
modest = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


def encoded(name: str, message: dict[str, Any], **options: Any) -> bytes:
    """A message in the JSON shape as the CDS writer writes it."""
    kind = message_type(name)
    model: Any = message_model(kind).model_validate(message)
    target = io.BytesIO()
    records = [item_to_record(item, kind) for item in model.items]
    codec("cds-soap").holding(name).write(header_to_record(model.header), records, target, **options)  # type: ignore[call-arg]
    return target.getvalue()


class Recorder:
    """A service that takes down what it is sent and answers every call with an empty result."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                recorder.bodies.append(body)
                recorder.headers.append(dict(self.headers))
                operation = etree.QName(etree.fromstring(body)[1][0]).localname
                answer = (
                    f'<s:Envelope xmlns:s="{contract.SOAP12}"><s:Body><{operation}Response xmlns="{contract.SERVICE}"/></s:Body></s:Envelope>'
                ).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments: object) -> None:
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/CDS.API/CDSAPIService.svc"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """A service that takes down what it is sent."""
    made = Recorder()
    yield made
    made.close()


def everything(client: Client) -> None:
    """Every call that the client can make, each with all that can be said."""
    client.send_declarations(encoded("ITMATT", generate("ITMATT", 3, seed=1)))
    client.send_declarations(encode_json("CUSITM"))
    client.send_responses(encoded("CUSRSP", generate("CUSRSP", 3, seed=1)))
    client.load(
        since=WHEN,
        until=WHEN,
        item_id="LX806576725TW",
        flow="O",
        partner="TWA",
        partner_country="TW",
        postcodes=("1000", "9999"),
        mail_class="U",
        only_without_response=True,
        limit=10,
    )
    client.load()
    client.load_by_mail_state(5)
    client.customs_status("LX806576725TW", force_response=True)
    client.update_mail_state("LX806576725TW", 5, partner="TWA")


def encode_json(name: str) -> bytes:
    """A message of three items as JSON."""
    import json

    return json.dumps(generate(name, 3, seed=2)).encode()


def test_every_call_is_as_the_contract_wants_it(recorder: Recorder) -> None:
    """Envelope, addressing, order of parameters, their kinds and the views of every operation; and each operation was called."""
    with Client(recorder.url, TOKEN, post="BEA", customs="BEC", organisation_type="P", user="U-1") as client:
        everything(client)
    called = []
    for body in recorder.bodies:
        root = etree.fromstring(body)
        operation = etree.QName(root[1][0]).localname
        called.append(operation)
        assert [] == contract.envelope_breaches(root, operation, recorder.url), operation
    assert set(contract.REQUESTS) == set(called) == set(OPERATIONS)


def test_the_action_stands_in_the_content_type_too(recorder: Recorder) -> None:
    """SOAP 1.2 carries it there."""
    with Client(recorder.url, TOKEN) as client:
        client.load()
    expected = 'application/soap+xml; charset=utf-8; action="http://tempuri.org/ICDSAPIService/Load"'
    assert expected == recorder.headers[0]["Content-Type"]


def test_the_operations_of_the_package_are_those_written_down_by_hand() -> None:
    """The same parameters in the same order."""
    by_hand = {name: tuple(part for part, _ in contract.members(text)) for name, text in contract.REQUESTS.items()}
    assert by_hand == dict(OPERATIONS)


def test_what_the_client_sends_of_a_cusitm_goes_into_the_elements_of_the_contract(recorder: Recorder) -> None:
    """Organisations, state and type of the mail object."""
    with Client(recorder.url, TOKEN) as client:
        client.send_declarations(encode_json("CUSITM"))
    view = etree.fromstring(recorder.bodies[0])[1][0].find(f"{{{contract.SERVICE}}}cdsViews")
    assert view is not None
    texts = {name: view[0].findtext(f".//{{{contract.OPERATIONAL}}}{name}") for name in ("CustOrganizationCd", "MailStateCd", "TypeCd")}
    sent = generate("CUSITM", 1, seed=2)["items"][0]
    assert {"CustOrganizationCd": sent["customs_organisation"], "MailStateCd": "5", "TypeCd": "MI"} == texts


parameters = st.fixed_dictionaries(
    {"dtFrom": st.datetimes(datetime.fromisoformat("2000-01-01")), "recordsLimit": st.integers(1, 2**31 - 1)},
    optional={
        "onlyWithoutResponse": st.booleans(),
        **dict.fromkeys(("id", "flow", "zipFrom"), st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126))),
    },
)


@given(values=parameters)
@modest
def test_any_values_of_parameters_are_written_as_the_contract_wants_them(values: dict[str, Any]) -> None:
    """Texts are escaped, truth values are small letters, times have 19 characters."""
    values = {"onlyWithoutResponse": False, "onlyWithDeclarationOrResponse": True, **values}
    root = etree.fromstring(request("Load", "http://x.example.com/", Secret(TOKEN), values).body)
    assert [] == contract.envelope_breaches(root, "Load", "http://x.example.com/")
    assert values.get("id", "") == (root[1][0].findtext(f"{{{contract.SERVICE}}}id") or "")


@pytest.mark.parametrize("name", ["ITMATT", "CUSRSP"])
@given(data=st.data())
@modest
def test_any_valid_message_is_written_as_the_contract_wants_it(name: str, data: st.DataObject) -> None:
    """Element order, namespaces, nil rules, dotted names and kinds hold for every message that the field table allows."""
    operation = "CreateOrUpdateDeclarations" if name == "ITMATT" else "CreateOrUpdateResponses"
    written = encoded(name, data.draw(message_dicts(message=name)))
    assert [] == contract.request_breaches(etree.fromstring(written), operation)


@pytest.mark.parametrize("seed", range(3))
def test_responses_as_customs_send_them_are_written_as_the_contract_wants_them(seed: int) -> None:
    """Generated responses, bare and in an envelope that names the operation."""
    bare = etree.fromstring(encoded("CUSRSP", generate("CUSRSP", 40, seed=seed)))
    assert (40, []) == (len(bare[1]), contract.request_breaches(bare, "CreateOrUpdateResponses"))
    root = etree.fromstring(encoded("CUSRSP", generate("CUSRSP", 40, seed=seed), envelope=True))
    assert "http://tempuri.org/ICDSAPIService/CreateOrUpdateResponses" == root[0][0].text
    assert [] == contract.request_breaches(root[1][0], "CreateOrUpdateResponses")


def test_the_checker_by_hand_is_no_rubber_stamp() -> None:
    """Exchanged elements, a nil truth value, an empty number, a short name of a repeated element and a lost state are breaches."""
    good = encoded("CUSRSP", generate("CUSRSP", 1, seed=3) | {"items": [response()]}).decode()
    assert [] == contract.request_breaches(etree.fromstring(good.encode()), "CreateOrUpdateResponses")
    fee = re.search(r" *<o:TotalFee>.*?</o:TotalFee>\n", good)
    assert fee is not None
    bad = (
        good.replace(fee[0], "").replace("<o:Data>", "<o:Data>" + fee[0]),
        re.sub("<o:Dutiable>.*?</o:Dutiable>", f'<o:Dutiable xmlns:i="{contract.XSI}" i:nil="true"/>', good),
        good.replace(fee[0], "<o:TotalFee/>"),
        good.replace("Response.ResponseData.Tax>", "Tax>"),
        good.replace("<c:entityState>1</c:entityState>", "", 1),
        good.replace("<c:entityState>1</c:entityState>", "<o:entityState>1</o:entityState>", 1),
    )
    assert [1] * len(bad) == [len(contract.request_breaches(etree.fromstring(text.encode()), "CreateOrUpdateResponses")) for text in bad]


def response() -> dict[str, Any]:
    """A response with a fee and a tax."""
    tax = {"type": "VAT", "amount": "1.05", "currency": "EUR", "rate": "21"}
    return {
        "item_id": "LX806576725TW",
        "posted_at": "2026-11-02T09:15:00",
        "decision": "3",
        "dutiable": True,
        "total_fee": "1.5",
        "taxes": [tax],
    }


# --------------------------------------------------------------------------------------------------------------- reading


def load_response(*views: str, operation: str = "Load") -> bytes:
    """An answer with these views."""
    inside = "".join(f"<o:CDSView>{view}</o:CDSView>" for view in views)
    return answer(f"{operation}Response", f"<{operation}Result>{inside}</{operation}Result>")


def answer(name: str, inside: str) -> bytes:
    """A body in an envelope of SOAP 1.2."""
    declared = f'xmlns:o="{contract.OPERATIONAL}" xmlns:c="{contract.CORE}" xmlns:a="{contract.ARRAYS}" xmlns:i="{contract.XSI}"'
    body = f'<{name} xmlns="{contract.SERVICE}" {declared}>{inside}</{name}>'
    return f'<s:Envelope xmlns:s="{contract.SOAP12}"><s:Header/><s:Body>{body}</s:Body></s:Envelope>'.encode()


TEXTS = {"NatureTypeCd": "11", "Id": "LX806576725TW", "XMLData": ""}
WHOLE = contract.sample_of("CDSView", TEXTS)


@pytest.mark.parametrize(
    "data",
    [
        load_response(WHOLE),
        load_response(WHOLE, operation="LoadByMailState"),
        answer("GetCustomsStatusResponse", f"<GetCustomsStatusResult>{WHOLE}</GetCustomsStatusResult>"),
    ],
    ids=["Load", "LoadByMailState", "GetCustomsStatus"],
)
def test_every_element_of_the_contract_is_read(data: bytes) -> None:
    """A view that has every element once, in order, holds a declaration, a response and a relayed one, and nothing is wrong with it."""
    views = read_views(data)
    assert () == views.failed
    assert (1, 1, 2) == (views.count, len(views.declarations), len(views.responses))
    local, relayed = views.answers()
    assert (None, True) == (local.relayed, relayed.relayed)
    for one in (local, relayed):
        assert ("A", "A", "A", True) == (one.decision, one.decision_reason, one.total_fee_currency, one.dutiable)
        assert ("A", "1.5", 1) == (one.taxes[0].type, str(one.taxes[0].rate), one.taxes[0].number)
        assert "01234567-89ab-cdef-0123-456789abcdef" == one.response_id == one.mail_object_id
    assert "A" == views.items()[0].contents[0].hs_code


def test_every_element_of_a_request_is_read() -> None:
    """``CreateOrUpdateResponses`` with every element: two responses, for one is relayed."""
    data = (
        f'<CreateOrUpdateResponses xmlns="{contract.SERVICE}" xmlns:o="{contract.OPERATIONAL}" xmlns:c="{contract.CORE}" '
        f'xmlns:a="{contract.ARRAYS}"><securityToken/><cdsViews><o:CDSView>{WHOLE}</o:CDSView></cdsViews><userCd/></CreateOrUpdateResponses>'
    ).encode()
    views = read_views(data)
    assert (0, 2, ()) == (len(views.declarations), len(views.responses), views.failed)


@pytest.mark.parametrize("name", ["ITMATT", "CUSRSP"])
@given(data=st.data())
@modest
def test_what_load_gives_goes_to_json_and_back(name: str, data: st.DataObject) -> None:
    """XML, JSON and XML again are the same, for the declarations and the responses of an answer."""
    body = etree.fromstring(encoded(name, data.draw(message_dicts(message=name))))
    given_ = load_response(*("".join(etree.tostring(part).decode() for part in view) for view in body[1]))
    views = read_views(given_)
    assert () == views.failed
    assert len(body[1]) == len(views.records(name))
    target = io.BytesIO()
    if views.records(name):
        views.write(name, target, f"{name.lower()}-json")
        again = io.BytesIO()
        assert convert(target.getvalue(), again, to="cds-soap").lossless
        assert views.records(name) == read_views(again.getvalue()).records(name)


def test_an_answer_is_two_messages() -> None:
    """Declarations and responses, each a message of its own where there are any."""
    views = read_views(load_response(WHOLE))
    itmatt, cusrsp = views.itmatt(), views.cusrsp()
    assert itmatt is not None
    assert cusrsp is not None
    assert (("ITMATT", 1), ("CUSRSP", 2)) == ((itmatt.message, len(itmatt.items)), (cusrsp.message, len(cusrsp.items)))
    assert (None, None) == (Views().itmatt(), Views().cusrsp())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "x">]>' + load_response(WHOLE), "CORE-INT-003"),
        (b"{}", "CORE-INT-006"),
        (b"", "CORE-INT-001"),
        (b"<Itmatt xmlns='urn:ead:itmatt:1'/>", "CORE-MSG-001"),
        (load_response(WHOLE)[:-60], "CORE-INT-009"),
        (load_response(WHOLE.replace("<o:GrossWeight>1.5", "<o:GrossWeight>heavy")), "CORE-STR-004"),
    ],
)
def test_what_cannot_be_read_is_told(data: bytes, code: str) -> None:
    """Hostile, foreign and broken documents give no declaration, and say why."""
    views = read_views(data)
    assert () == views.declarations or code == "CORE-INT-009"
    assert [code] == [finding.code for one in views.failed for finding in one.findings]


def test_nil_and_absent_parts_of_a_view_are_no_part(connect: Callable[..., tuple[CdsServer, Client]]) -> None:
    """What .NET writes for nothing is nothing: a view with a nil declaration holds none, a nil result holds no view."""
    object_ = f"<o:MailObject>{contract.sample_of('MAILOBJECT', TEXTS)}</o:MailObject>"
    nil = "<o:{} i:nil='true'/>"
    empty = f"<c:entityState>0</c:entityState>{nil.format('DCResponse')}{nil.format('Declaration')}{object_}{nil.format('Response')}"
    bare = f"<c:entityState>0</c:entityState>{object_}"
    assert Views(count=2) == read_views(load_response(empty, bare))
    assert 0 == len(read_views(answer("GetCustomsStatusResponse", "<GetCustomsStatusResult i:nil='true'/>")).declarations)
    server, client = connect()
    assert (0, 0) == (len(client.customs_status("LX806576725TW").declarations), len(server.store))

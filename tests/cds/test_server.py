"""The test server keeps to the contract itself, and refuses what a strict receiver refuses."""

from __future__ import annotations

import doctest
import json
from collections.abc import Callable
from urllib.request import Request, urlopen

import contract_by_hand as contract
import pytest
from lxml import etree

from ead.cds import CdsFault, Client
from ead.cds.bodies import Secret, action_of, request
from ead.testing import cds_server
from ead.testing.cds_server import TOKEN, CdsServer
from ead.testing.generator import generate

Connect = Callable[..., tuple[CdsServer, Client]]


def asked(server: CdsServer, operation: str, parameters: dict[str, str | bool | int], views: str = "") -> etree._Element:
    """The body of an answer."""
    sent = request(operation, server.url, Secret(TOKEN), parameters, views)
    call = Request(server.url, sent.body, {"Content-Type": f'application/soap+xml; action="{action_of(operation)}"'})
    with urlopen(call, timeout=10) as answer:
        root = etree.fromstring(answer.read())
    assert sent.message_id == root.findtext(f"{{{contract.SOAP12}}}Header/{{{contract.ADDRESSING}}}RelatesTo")
    return root[1][0]


def test_what_the_server_answers_is_as_the_contract_wants_it(connect: Connect) -> None:
    """Views of ``Load`` and ``GetCustomsStatus``, nil parts and made-up responses included."""
    server, client = connect()
    sent = client.send_declarations(json.dumps(generate(12, seed=3, destination="BE")).encode()).sent
    loaded = asked(server, "Load", {"onlyWithoutResponse": False, "onlyWithDeclarationOrResponse": True})
    assert f"{{{contract.SERVICE}}}LoadResponse" == loaded.tag
    assert (12, []) == (len(loaded[0]), [breach for view in loaded[0] for breach in contract.type_breaches(view, "CDSView")])
    status = asked(server, "GetCustomsStatus", {"id": sent[0].item_id, "forceCreateResponseIfNotAvailable": False})
    assert [] == contract.type_breaches(status[0], "CDSView")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<o:MailClassCd>U</o:MailClassCd>", "<o:AClassCd/>", "out of order"),
        ("<c:entityState>1</c:entityState>", "", "has no entityState"),
        ("<o:Id>LX806576725TW</o:Id>", "", "no mail object"),
        ("<o:GrossWeight>1.5</o:GrossWeight>", "<o:GrossWeight/>", "GrossWeight is empty"),
        ("o:CDSView", "c:CDSView", "namespace"),
    ],
)
def test_the_server_refuses_what_a_strict_receiver_refuses(connect: Connect, old: str, new: str, reason: str) -> None:
    """The whole call is refused, and nothing of it is kept."""
    view = (
        "<o:CDSView><c:entityState>1</c:entityState><o:Declaration><c:entityState>1</c:entityState><o:Data>"
        "<o:GrossWeight>1.5</o:GrossWeight></o:Data></o:Declaration><o:MailObject><c:entityState>1</c:entityState>"
        "<o:Id>LX806576725TW</o:Id><o:MailClassCd>U</o:MailClassCd></o:MailObject></o:CDSView>"
    )
    server, client = connect()
    with pytest.raises(CdsFault, match=reason):
        client._call("CreateOrUpdateDeclarations", {}, views=view + view.replace(old, new))
    assert 0 == len(server.store)
    client._call("CreateOrUpdateDeclarations", {}, views=view)
    assert {("LX806576725TW", "")} == server.store.keys


def test_the_example_of_the_module_runs() -> None:
    """As it stands in the module."""
    assert 0 == doctest.testmod(cds_server).failed

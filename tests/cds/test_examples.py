"""The bodies in ``examples/cds/`` keep to the contract and are read whole."""

from __future__ import annotations

from pathlib import Path

import contract_by_hand as contract
from lxml import etree

import ead
from ead.cds import item_from_stored, read_views

EXAMPLES = Path(__file__).parents[2] / "examples" / "cds"


def test_the_answer_to_load_is_as_the_contract_wants_it() -> None:
    """Three declarations and their responses, and nothing wrong with the views."""
    path = EXAMPLES / "load-response.xml"
    root = etree.parse(path).getroot()
    views = list(root.iter(f"{{{contract.OPERATIONAL}}}CDSView"))
    assert (3, []) == (len(views), [breach for view in views for breach in contract.type_breaches(view, "CDSView")])
    found = read_views(path)
    assert (3, 3, ()) == (len(found.items()), len(found.answers()), found.failed)


def test_the_responses_are_as_the_contract_wants_them() -> None:
    """A body as customs send it, with taxes."""
    path = EXAMPLES / "responses.xml"
    root = etree.parse(path).getroot()
    assert [] == contract.request_breaches(root[1][0], "CreateOrUpdateResponses")
    assert 0 == ead.validate(path).counts.error
    message = ead.read(path)
    assert ["2", "3", "7"] == [answer.decision for answer in message.items]
    assert "VAT" == message.items[1].taxes[0].type


def test_the_stored_payload_needs_what_stands_beside_it() -> None:
    """By itself it lacks the mail class and the operators, which are told; with them it is a clean item."""
    path = EXAMPLES / "decdata.xml"
    report = ead.validate(path, profiles=["structure"])
    assert {"mail_class", "origin_operator", "destination_operator"} == {str(finding.path[0]) for finding in report.findings}
    beside = {"mail_class": "U", "origin_operator": "TWA", "destination_operator": "DEA", "posted_at": "2026-10-28T18:10:09"}
    item = item_from_stored(path.read_bytes(), **beside)
    assert [] == [finding for finding in ead.validate(item).findings if finding.severity.value == "error"]

"""The exchange with the UPU Customs Declaration System (CDS): a client of its SOAP service, and what its answers hold.

The bodies of the contract are the format ``cds-soap``, stored payloads the format ``cds-data``. The client needs the extra ``cds``; it
is imported when it is first asked for. The contract is that of the service ``CDSAPIService`` as its published clients have it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ead.cds.errors import CdsAnswerUnreadable, CdsError, CdsFault, CdsUnavailable
from ead.cds.polling import Polled, Seen
from ead.cds.retrying import Retries
from ead.cds.sending import Refusal, SendReport
from ead.cds.stored import item_from_stored
from ead.cds.views import Failed, Key, Views, read_views

if TYPE_CHECKING:
    from ead.cds.client import Client

__all__ = [
    "CdsAnswerUnreadable",
    "CdsError",
    "CdsFault",
    "CdsUnavailable",
    "Client",
    "Failed",
    "Key",
    "Polled",
    "Refusal",
    "Retries",
    "Seen",
    "SendReport",
    "Views",
    "item_from_stored",
    "read_views",
]


def __getattr__(name: str) -> Any:
    """What needs the network is imported when it is first asked for."""
    if name == "Client":
        from ead.cds.client import Client

        return Client
    raise AttributeError(f"module 'ead.cds' has no attribute {name!r}")

"""What can go wrong with the exchange, each with one line that says what to do.

::

    CdsError
    ├── CdsUnavailable          the service could not be reached, or broke off, as often as it was tried
    ├── CdsFault                the service refused: code, reason and detail of its fault
    └── CdsAnswerUnreadable     the answer is none of this contract
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ead.errors import EadError

if TYPE_CHECKING:
    from ead.cds.sending import SendReport

__all__ = ["CdsAnswerUnreadable", "CdsError", "CdsFault", "CdsUnavailable"]

_TELLING = 3  # characters from which a value tells something


class CdsError(EadError):
    """Base class of what the exchange raises. ``report`` says what was sent before, where something was to be sent."""

    report: SendReport | None = None


class CdsUnavailable(CdsError):
    """The service could not be reached, timed out, broke off or answered with an error of the server.

    ``passing`` says whether trying again may help; ``unsent`` that the service cannot have seen the call.
    """

    def __init__(self, text: str, *, passing: bool = True, unsent: bool = False) -> None:
        super().__init__(text)
        self.passing = passing
        self.unsent = unsent


class CdsFault(CdsError):
    """The service answered with a fault.

    ``code`` is ``Sender`` or ``Receiver`` (SOAP 1.2; ``Client`` and ``Server`` of SOAP 1.1 are told so too), or whatever else it says;
    ``subcode`` is the service's own. The security token is never in the texts.
    """

    def __init__(self, operation: str, code: str, reason: str, *, subcode: str = "", detail: str = "") -> None:
        own = f" ({subcode})" if subcode else ""
        what = "the call was refused" if code == "Sender" else "the service failed"
        super().__init__(f'{operation}: {what}, fault {code}{own}: "{reason or "no reason is given"}"')
        self.operation = operation
        self.code = code
        self.subcode = subcode
        self.reason = reason
        self.detail = detail

    def without(self, values: Iterable[str]) -> CdsFault:
        """The fault with none of these values in its texts: services quote what they stumble over."""
        reason, detail = self.reason, self.detail
        for value in sorted(values, key=len, reverse=True):
            if len(value) >= _TELLING:
                reason, detail = reason.replace(value, "***"), detail.replace(value, "***")
        return CdsFault(self.operation, self.code, reason, subcode=self.subcode, detail=detail)

    @property
    def passing(self) -> bool:
        """Whether trying again may help: the service blames itself, not the call."""
        return self.code not in ("Sender", "VersionMismatch", "MustUnderstand", "DataEncodingUnknown")


class CdsAnswerUnreadable(CdsError):
    """The answer is no SOAP message of this contract, or longer than the limit. ``too_long`` tells the two apart."""

    def __init__(self, text: str, *, too_long: bool = False) -> None:
        super().__init__(text)
        self.too_long = too_long

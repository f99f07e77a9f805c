"""One call over HTTP: bounded in time and size, verified by certificate, never redirected; its failures in plain words."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from ead.cds.bodies import Request, action_of
from ead.cds.errors import CdsAnswerUnreadable, CdsUnavailable
from ead.errors import ConfigurationError

try:
    import urllib3
    from urllib3 import exceptions
except ImportError as error:
    raise ConfigurationError('the exchange with CDS needs another package; install it with pip install "ead[cds]"') from error

__all__ = ["Transport"]

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_STEP = 64 * 1024
_FAULT_STATUSES = frozenset({400, 500})
"""With which SOAP answers come that are faults (SOAP 1.2 part 2, 7.4.2)."""


class Transport:
    """Posts calls to one address.

    ``connect`` and ``read`` are seconds to wait for a connection and for the next bytes, ``total`` for a whole answer; ``most`` is the
    length of an answer in bytes. Raises :class:`~ead.errors.ConfigurationError` for a URL that cannot be used.
    """

    def __init__(
        self, url: str, *, connect: float, read: float, total: float, most: int, ca_file: str | None = None, plain_http: bool = False
    ) -> None:
        self.url = url
        self.shown = _checked(url, plain_http)
        self.total = total
        self.most = most
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=connect, read=read), retries=False, cert_reqs="CERT_REQUIRED", ca_certs=ca_file, maxsize=4
        )

    def post(self, request: Request) -> bytes:
        """The body of the answer. Raises :class:`CdsUnavailable` and :class:`CdsAnswerUnreadable`."""
        until = time.monotonic() + self.total
        name = request.operation
        headers = {"Content-Type": f'application/soap+xml; charset=utf-8; action="{action_of(name)}"', "Accept-Encoding": "identity"}
        try:
            answer = self._pool.request(
                "POST", self.url, body=request.body, headers=headers, redirect=False, preload_content=False, decode_content=False
            )
            try:
                return self._body(name, answer, until)
            except BaseException:
                answer.close()  # what is left of the answer is not worth reading
                raise
            finally:
                answer.release_conn()
        except exceptions.SSLError as error:
            reason = f"the certificate of {self.shown} is not trusted or the connection is not secure: {type(error).__name__}"
            raise CdsUnavailable(f"{name}: {reason}; name the authority's certificate", passing=False, unsent=True) from None
        except (exceptions.NewConnectionError, exceptions.ConnectTimeoutError):
            raise CdsUnavailable(f"{name}: {self.shown} cannot be reached; check the URL and the network", unsent=True) from None
        except exceptions.ReadTimeoutError:
            raise CdsUnavailable(f"{name}: {self.shown} did not answer in time") from None
        except exceptions.HTTPError as error:
            raise CdsUnavailable(f"{name}: the connection to {self.shown} broke off ({type(error).__name__})") from None

    def _body(self, name: str, answer: urllib3.BaseHTTPResponse, until: float) -> bytes:
        status = answer.status
        if 300 <= status < 400:
            raise CdsUnavailable(f"{name}: {self.shown} points elsewhere (HTTP {status}); give the address it points to", passing=False)
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise CdsAnswerUnreadable(f"{name}: the answer is compressed, which was not asked for")
        parts, length = [], 0
        # What there is at a time, so that the clock is looked at; with `stream`, an answer that drips would be waited for.
        while part := answer.read1(_STEP, decode_content=False):
            parts.append(part)
            length += len(part)
            if length > self.most:
                raise CdsAnswerUnreadable(f"{name}: the answer is longer than {self.most} bytes; ask for fewer records", too_long=True)
            if time.monotonic() > until:
                raise CdsUnavailable(f"{name}: the answer took longer than {self.total:g} seconds")
        data = b"".join(parts)
        if status == 200 or (status in _FAULT_STATUSES and b"Envelope" in data[:_STEP]):
            return data
        passing = status >= 500 or status in (408, 425, 429)
        advice = "" if passing else "; check the URL and the access rights"
        raise CdsUnavailable(f"{name}: {self.shown} answered HTTP {status}{advice}", passing=passing)

    def close(self) -> None:
        """Close all connections."""
        self._pool.clear()


def _checked(url: str, plain_http: bool) -> str:
    """The URL as it may be shown."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigurationError("the URL of the service is none, expected one such as https://cds.example.com/CDS.API/CDSAPIService.svc")
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError("the URL of the service holds a user or password, expected none: the token is given apart")
    if parts.scheme == "http" and host not in _LOOPBACK and not plain_http:
        raise ConfigurationError(
            f'"{host}" would be sent the token unprotected; use https, or allow plain HTTP where the network itself is secured'
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path}"

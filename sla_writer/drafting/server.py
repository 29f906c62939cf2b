"""Sends one question to a model’s server and brings back its answer’s bytes, or what went wrong.

The only module that knows `openai`. It sends what it is given to the one address it is given, and
nothing else: no redirect, no proxy on the way to this machine, no word about who is asking. The
answer is read under a deadline and up to a size; no library’s exception leaves this module.
"""

from __future__ import annotations

import logging
import socket
import ssl
import time
import urllib.request
from collections.abc import Iterator
from functools import cached_property
from queue import Empty, SimpleQueue
from threading import Thread

from sla_writer.drafting.faults import Answer, Fault
from sla_writer.drafting.settings import Settings
from sla_writer.errors import ToolMissing

try:
    import httpx2
    import openai
except ImportError:
    raise ToolMissing("error-openai-missing") from None

_WORKER = "model-server"
_PATH = "/chat/completions"
_SENT = {"host", "accept", "accept-encoding", "authorization", "connection", "content-length",
         "content-type", "user-agent"}  # fmt: skip
_NO_KEY = "none"
"""What the library is told: it insists on a key, and has no need to know ours."""

_SENDING = "send_request_headers.started"
_CONNECTING = 10.0
_LOOK_EVERY = 0.2
"""Windows hears Ctrl-C only between two waits."""

# They would write what is asked into a log that somebody turned on.
for _name in ("openai", "httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class _Stopped(Exception):
    """The way of an answer is cut short."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.key)
        self.fault = fault


class Server:
    """A server as it is reached by its settings; one question at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, body: bytes, seconds: float, limit: int) -> Answer | Fault:
        """What comes back for a body within seconds, at most `limit` bytes. Raises nothing."""
        until = time.monotonic() + seconds
        try:
            carrier = _Carrier(self._transport(), self._settings, limit)
        except Exception as error:
            return _fault(error)
        told: SimpleQueue[Answer | Fault] = SimpleQueue()
        # Looking up a name can't be given a deadline, so the asking is left alone when it is late.
        Thread(
            target=lambda: told.put(_sent(carrier, body, seconds)), daemon=True, name=_WORKER
        ).start()
        try:
            return _told(told, until) or Fault("error-draft-time")
        finally:
            carrier.close()

    def _transport(self) -> httpx2.HTTPTransport:
        return httpx2.HTTPTransport(
            verify=self._trust, trust_env=False, proxy=_proxy(self._settings)
        )

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """Who vouches for the server: the system's authorities, read only where they are needed."""
        if self._settings.url.startswith("https:"):
            return httpx2.create_ssl_context(trust_env=False)
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _told(told: SimpleQueue[Answer | Fault], until: float) -> Answer | Fault | None:
    while (left := until - time.monotonic()) > 0:
        try:
            return told.get(timeout=min(left, _LOOK_EVERY))
        except Empty:
            continue
    return None


class _Carrier(httpx2.BaseTransport):
    """Carries one question and keeps what came back, before any library reads something into it."""

    def __init__(self, inner: httpx2.HTTPTransport, settings: Settings, limit: int) -> None:
        self._inner, self.settings, self._limit = inner, settings, limit
        self._over = False
        self.answer: Answer | None = None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Sends what we know of a request and reads the answer whole."""
        if request.url != httpx2.URL(self.settings.endpoint):
            raise _Stopped(Fault("error-draft-redirect"))
        request.extensions["trace"] = self._go_on
        response = self._inner.handle_request(_bare(request, self.settings))
        try:
            self.answer = self._read(response)
        finally:
            response.close()
        return httpx2.Response(response.status_code, content=b"{}", request=request)

    def _read(self, response: httpx2.Response) -> Answer:
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise _Stopped(Fault("error-draft-packed"))
        kind, retry = (response.headers.get(name, "") for name in ("content-type", "retry-after"))
        return Answer(response.status_code, kind.lower(), b"".join(self._parts(response)), retry)

    def _parts(self, response: httpx2.Response) -> Iterator[bytes]:
        size = 0
        for part in response.iter_raw():
            size += len(part)
            if size > self._limit:
                raise _Stopped(Fault("error-draft-large"))
            yield part

    def _go_on(self, step: str, _: object) -> None:
        """Nothing is sent any more when nobody waits for the answer."""
        if self._over and step.endswith(_SENDING):
            raise _Stopped(Fault("error-draft-time"))

    def close(self) -> None:
        """Ends the connection, whatever goes on in it."""
        self._over = True
        self._inner.close()


def _bare(request: httpx2.Request, settings: Settings) -> httpx2.Request:
    """A request without the headers that tell of the machine, its programs and its owner."""
    for name in [*request.headers]:
        if name.lower() not in _SENT:
            del request.headers[name]
    request.headers.update({"accept-encoding": "identity", "user-agent": "sla_writer"})
    del request.headers["authorization"]
    if settings.key:
        request.headers["authorization"] = settings.key.header()
    return request


def _sent(carrier: _Carrier, body: bytes, seconds: float) -> Answer | Fault:
    """What a question brings; an answer counts as it came, whatever the library makes of it."""
    try:
        _post(carrier, body, seconds)
    except Exception as error:
        return carrier.answer or _fault(error)
    return carrier.answer or Fault("error-draft-cut", again=True)


def _post(carrier: _Carrier, body: bytes, seconds: float) -> None:
    settings = carrier.settings
    timeout = httpx2.Timeout(seconds, connect=min(seconds, _CONNECTING))
    with httpx2.Client(transport=carrier, trust_env=False, follow_redirects=False) as http:
        client = openai.OpenAI(
            base_url=settings.url,
            api_key=_NO_KEY,
            max_retries=0,
            timeout=timeout,
            http_client=http,
        )
        client.post(
            _PATH,
            cast_to=httpx2.Response,
            content=body,
            options={"headers": {"Content-Type": "application/json"}},
        )


def _proxy(settings: Settings) -> str | None:
    """The system's proxy for a server, where proxies are wanted and it is not an exception."""
    host, scheme = settings.host, settings.url.partition(":")[0]
    if not settings.proxies or settings.local or urllib.request.proxy_bypass(host):
        return None
    return urllib.request.getproxies().get(scheme)


_NO_WAY: tuple[tuple[type[BaseException], Fault], ...] = (
    (socket.gaierror, Fault("error-draft-name", sent=False)),
    (ssl.SSLError, Fault("error-draft-tls", sent=False)),
    (httpx2.ConnectError, Fault("error-draft-unreachable", sent=False)),
)
_CAUSES: tuple[tuple[type[BaseException], Fault], ...] = (
    (httpx2.TimeoutException, Fault("error-draft-time")),
    (httpx2.ProxyError, Fault("error-draft-proxy", sent=False)),
    (httpx2.TransportError, Fault("error-draft-cut", again=True)),
)


def _fault(error: BaseException) -> Fault:
    """What an exception of any library means."""
    chain = [*_chain(error)]
    stopped = [each.fault for each in chain if isinstance(each, _Stopped)]
    connecting = any(isinstance(each, httpx2.ConnectError) for each in chain)
    table = _NO_WAY if connecting else _CAUSES
    known = [fault for kind, fault in table if any(isinstance(each, kind) for each in chain)]
    other = Fault("error-draft-failed", params={"kind": type(chain[-1]).__name__})
    return [*stopped, *known, other][0]


def _chain(error: BaseException) -> Iterator[BaseException]:
    following: BaseException | None = error
    while following is not None:
        yield following
        following = following.__cause__ or following.__context__

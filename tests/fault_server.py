"""A model’s server with every fault that one can have, on this machine, of plain sockets.

The first part of the path chooses the fault: `http://127.0.0.1:PORT/drip-body/v1`. What was asked
is kept, byte for byte.
"""

from __future__ import annotations

import gzip
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

GOOD = "Marketing hands over every lead of this kind."
DATA = {"text": GOOD}
WRONG_LANGUAGE = "Le marketing transmet chaque prospect."
PIECE = b"x" * 8192


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came: its head and its body."""

    head: str
    body: bytes

    @property
    def data(self) -> dict[str, Any]:
        """What the body says."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def form(self) -> str:
        """The form of the answer that was asked for."""
        return str(self.data.get("response_format", {}).get("type", "prompt"))

    def header(self, name: str) -> str:
        """What a header says; empty when there is none."""
        found = re.search(rf"^{name}: *(.*?)\r?$", self.head, re.IGNORECASE | re.MULTILINE)
        return found[1] if found else ""


@dataclass(slots=True)
class Line:
    """The connection of one request; `number` counts the requests for the same fault from 1."""

    to: socket.socket
    asked: Asked
    number: int
    closing: threading.Event
    port: int

    def send(self, data: bytes) -> None:
        self.to.sendall(data)

    def drip(self, data: bytes, every: float = 0.02) -> None:
        """Sends byte by byte, far longer than anybody waits."""
        for at in range(len(data)):
            if self.closing.wait(every):
                return
            self.send(data[at : at + 1])

    def hold(self) -> None:
        """Says nothing until the other side goes away."""
        self.to.settimeout(5)
        self.to.recv(1)


Script = bytes | Callable[[Line], None]


def http(
    body: bytes, status: str = "200 OK", kind: str = "application/json", more: str = ""
) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


def completion(content: Any = GOOD, finish: Any = "stop", **message: Any) -> dict[str, Any]:
    said = {"role": "assistant", "content": content, **message}
    return {
        "id": "1", "object": "chat.completion", "model": "served-model",
        "choices": [{"index": 0, "message": said, "finish_reason": finish}],
        "usage": {"prompt_tokens": 60, "completion_tokens": 12, "total_tokens": 72},
    }  # fmt: skip


def said(content: Any = GOOD, finish: Any = "stop", **message: Any) -> bytes:
    return of(completion(content, finish, **message))


def of(data: Any) -> bytes:
    """Data as an answer; it may hold what JSON does not allow."""
    return http(json.dumps(data).encode())


def shaped(**more: Any) -> bytes:
    return said(json.dumps(DATA | more))


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in completion().items() if name not in names}


def status(text: str, more: str = "", **error: Any) -> bytes:
    return http(json.dumps({"error": error}).encode(), text, more=more)


def reset(line: Line) -> None:
    line.to.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def flood(line: Line) -> None:
    line.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50000000\r\n\r\n"
    )
    for _ in range(50_000_000 // len(PIECE)):
        line.send(PIECE)


def endless_chunks(line: Line) -> None:
    line.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not line.closing.is_set():
        line.send(b"%x\r\n%b\r\n" % (len(PIECE), PIECE))


def endless_headers(line: Line) -> None:
    line.send(b"HTTP/1.1 200 OK\r\n")
    while not line.closing.is_set():
        line.send(b"X-More: " + PIECE + b"\r\n")


def endless_continue(line: Line) -> None:
    while not line.closing.wait(0.005):
        line.send(b"HTTP/1.1 100 Continue\r\n\r\n")


def bomb(line: Line) -> None:
    line.send(http(gzip.compress(b" " * 20_000_000), more="Content-Encoding: gzip\r\n"))


def refusing(*forms: str, text: str = "400 Bad Request") -> Callable[[Line], None]:
    """A server that doesn’t know these forms of an answer."""

    def script(line: Line) -> None:
        line.send(status(text, message="unknown") if line.asked.form in forms else shaped())

    return script


def first(*answers: bytes) -> Callable[[Line], None]:
    """These answers one after the other, the last again and again."""
    return lambda line: line.send(answers[min(line.number, len(answers)) - 1])


def older_dialect(line: Line) -> None:
    new = "max_completion_tokens" in line.asked.data
    line.send(shaped() if new else status("400 Bad Request", param="max_tokens"))


def elsewhere(code: str) -> Callable[[Line], None]:
    return lambda line: line.send(
        http(
            b"", code, more=f"Location: http://127.0.0.1:{line.port}/other/v1/chat/completions\r\n"
        )
    )


def echoing(where: str) -> Callable[[Line], None]:
    """A server that gives back the key and the question, in one place or another."""

    def script(line: Line) -> None:
        key = line.asked.header("authorization").removeprefix("Bearer ")
        question = line.asked.data["messages"][-1]["content"]
        both = f"{key} {question}"
        answers = {
            "400": status("400 Bad Request", message=both, code=key),
            "401": status("401 Unauthorized", message=f"Incorrect API key provided: {key}"),
            "500": http(both.encode(), "500 Oops", "text/plain"),
            "html": http(f"<html>{both}</html>".encode(), kind="text/html"),
            "json": http(f'{{"error": "{both}'.encode()),
            "header": http(b"{}", more=f"X-Key: {key}\r\n"),
            "content": said(f"The key is {key}."),
            "data": said(json.dumps({"text": key})),
            "question": said(f"Sure. {question}"),
            "model": of(completion() | {"model": key}),
            "redirect": http(b"", "307 Go", more=f"Location: http://{key}.invalid/\r\n"),
            "reason": b"HTTP/1.1 500 " + key.encode() + b"\r\nContent-Length: 0\r\n\r\n",
            "garbage": both.encode() + b"\r\n\r\n",
            "finish": said(finish=both),
            "refusal": said(None, refusal=both),
            "type": http(b"?", kind=key),
        }
        line.send(answers[where])

    return script


ECHOES = (
    "400", "401", "500", "html", "json", "header", "content", "data", "question", "model",
    "redirect", "reason", "garbage", "finish", "refusal", "type",
)  # fmt: skip

TLS = b"\x16"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
TOO_LONG = {"type": "exceed_context_size_error", "message": "the request exceeds the context size"}


def then(rest: Callable[[Line], None]) -> Callable[[Line], None]:
    """A sound beginning, and something else after it."""

    def script(line: Line) -> None:
        line.send(HEAD)
        rest(line)

    return script


KINDS: dict[str, Script] = {
    # what a server says of itself
    "400": status("400 Bad Request", message="bad"),
    "400-context": status("400 Bad Request", code="context_length_exceeded"),
    "400-context-llama": status("400 Bad Request", **TOO_LONG),
    "400-text": http(b"no", "400 Bad Request", "text/plain"),
    "401": status("401 Unauthorized"),
    "402": status("402 Payment Required"),
    "403": status("403 Forbidden"),
    "404": status("404 Not Found", code="model_not_found"),
    "405": status("405 Method Not Allowed"),
    "407": status("407 Proxy Authentication Required"),
    "408": status("408 Request Timeout"),
    "409": status("409 Conflict"),
    "413": status("413 Too Large"),
    "418": status("418 Teapot"),
    "422": status("422 Unprocessable"),
    "425": status("425 Too Early"),
    "429": status("429 Too Many"),
    "429-after": first(status("429 Too Many", "Retry-After: 0.01\r\n"), said()),
    "429-after-300": status("429 Too Many", "Retry-After: 300\r\n"),
    "429-after-date": status("429 Too Many", "Retry-After: Fri, 31 Dec 2100 23:59:59 GMT\r\n"),
    "429-after-odd": status("429 Too Many", "Retry-After: soon\r\n"),
    "429-quota": status("429 Too Many", code="insufficient_quota"),
    "500": status("500 Oops"),
    "501": status("501 Not Implemented"),
    "502-html": http(b"<html>502</html>", "502 Bad Gateway", "text/html"),
    "503": status("503 Unavailable"),
    "503-after-300": status("503 Unavailable", "Retry-After: 300\r\n"),
    "503-once": first(status("503 Unavailable"), said()),
    "504": status("504 Gateway Timeout"),
    "529": status("529 Overloaded"),
    "204": b"HTTP/1.1 204 No Content\r\n\r\n",
    "301": elsewhere("301 Moved"),
    "302": elsewhere("302 Found"),
    "303": elsewhere("303 Other"),
    "307": elsewhere("307 Temporary"),
    "308": elsewhere("308 Permanent"),
    # the connection
    "no-answer": Line.hold,
    "drip-head": lambda line: line.drip(HEAD * 9),
    "drip-body": then(lambda line: line.drip(b" " * 900)),
    "stalled-body": then(Line.hold),
    "endless-continue": endless_continue,
    "endless-headers": endless_headers,
    "endless-chunks": endless_chunks,
    "flood": flood,
    "reset": reset,
    "reset-within": then(reset),
    "closed": lambda line: None,
    "closed-once": lambda line: line.send(said() if line.number > 1 else b""),
    "garbage": b"SSH-2.0-OpenSSH_9.7\r\n\r\n",
    "garbage-status": b"HTTP/1.1 abc\r\n\r\n",
    "cut-body": HEAD + b'{"choices"',
    "cut-chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc",
    "bad-chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
    "bad-length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc",
    "two-lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
    "gzip": http(
        gzip.compress(json.dumps(completion()).encode()), more="Content-Encoding: gzip\r\n"
    ),
    "gzip-bomb": bomb,
    "brotli": http(b"\x0b", more="Content-Encoding: br\r\n"),
    # what is no answer
    "html": http(b"<!doctype html><title>Sign in</title>", kind="text/html; charset=utf-8"),
    "html-as-json": http(b"<html>Sign in</html>"),
    "html-typed": http(json.dumps(completion()).encode(), kind="text/html"),
    "empty": http(b""),
    "broken-json": http(b'{"choices": [{"mess'),
    "list": of([completion()]),
    "number": of(5),
    "nothing": of({}),
    "error-with-200": of({"error": {"message": "no"}}),
    "stream": http(b'data: {"choices": []}\n\ndata: [DONE]\n\n', kind="text/event-stream"),
    "no-choices": of(without("choices")),
    "empty-choices": of(completion() | {"choices": []}),
    "null-choices": of(completion() | {"choices": None}),
    "odd-choice": of(completion() | {"choices": ["text"]}),
    "null-message": of(completion() | {"choices": [{"message": None, "finish_reason": "stop"}]}),
    "nan": of(completion() | {"odd": float("nan")}),
    "long-number": of(completion() | {"odd": 10**60}),
    "twice": http(b'{"choices": [], ' + json.dumps(completion()).encode()[1:]),
    "deep": http(b'{"odd": ' + b"[" * 90_000 + b"]" * 90_000 + b"}"),
    "bad-utf8": http(b'{"choices": "\xc3\x28"}'),
    "cp1251": http(json.dumps(completion("Лид"), ensure_ascii=False).encode("cp1251")),
    "utf16": http(json.dumps(completion()).encode("utf-16")),
    # an answer without a sound text
    "null-content": said(None),
    "empty-content": said(""),
    "empty-once": first(said(""), said()),
    "blank-content": said(" \n "),
    "content-parts": said([{"type": "text", "text": GOOD}]),
    "refusal-field": said(None, refusal="I can't."),
    "tool-calls": said(None, "tool_calls", tool_calls=[{"id": "1"}]),
    "length": said("Marketing hands", "length"),
    "filter": said("Marketing", "content_filter"),
    "no-finish": said(finish=None),
    "odd-finish": said(finish="tired"),
    "think-only": said("<think>Let me see</think>"),
    "think-open": said("<think>Let me see"),
    "cut-question": of(completion() | {"usage": {"prompt_tokens": 3, "completion_tokens": 5}}),
    "ansi": said("\x1b[31mMarketing\x1b[0m"),
    "bell": said("Marketing\x07"),
    "bidi": said("Marketing \u202elead"),
    "bidi-raw": http(json.dumps(completion("Marketing \u202e"), ensure_ascii=False).encode()),
    "nul": said("Marketing\x00"),
    "vertical-tab": said("Marketing\x0bhands"),
    "line-separator": said("Marketing\u2028hands"),
    "surrogate": http(
        b'{"choices": [{"message": {"content": "\\ud800"}, "finish_reason": "stop"}]}'
    ),
    "tag-characters": said("Marketing\U000e0041"),
    "endless-text": said("".join(map(str, range(2_000)))),
    "runaway": said("hands over, " * 400),
    # an answer that is sound; what it says is for the guard to judge
    "good": said(),
    "think": said(f"<think>Marketing?</think>\n{GOOD}"),
    "reasoning-field": said(reasoning_content="Let me see"),
    "wrong-language": said(WRONG_LANGUAGE),
    "refusal-text": said("I’m sorry, I can’t help with that."),
    "preamble": said(f"Sure! Here it is:\n{GOOD}"),
    "placeholder": said("Marketing hands over [LEAD]."),
    "html-text": said("<b>Marketing</b>"),
    "template": said("{{ 7 * 7 }} {% raw %}"),
    "unknown-fields": of(completion() | {"odd": [1, {"a": None}]}),
    "no-usage": of(without("usage")),
    "odd-usage": of(completion() | {"usage": {"prompt_tokens": "many", "completion_tokens": -1}}),
    "usage-list": of(completion() | {"usage": [1]}),
    "no-model": of(without("model")),
    "odd-model": of(completion() | {"model": {"a": 1}}),
    "ansi-model": of(completion() | {"model": "x;y'\"<b>"}),
    # an answer in the shape that was asked for, or not
    "shape": shaped(),
    "shape-fenced": said(f"```json\n{json.dumps(DATA)}\n```"),
    "shape-preamble": said(f"Sure, for {{you}}: {json.dumps(DATA)} Anything else?"),
    "shape-think": said(f'<think>{{"text": "no"}}</think>{json.dumps(DATA)}'),
    "shape-prose": said(),
    "shape-cut": said('{"text": "Marketing'),
    "shape-wrong-key": said('{"texts": "Marketing"}'),
    "shape-extra-key": shaped(more=1),
    "shape-wrong-type": said('{"text": 5}'),
    "shape-null": said('{"text": null}'),
    "shape-list": said(json.dumps([DATA])),
    "shape-nan": said('{"text": NaN}'),
    "shape-twice": said('{"text": "may", "text": "must"}'),
    "shape-two": said(f'{json.dumps(DATA)} or {{"text": "Sales"}}'),
    "shape-circles": said("{" * 5_000),
    "shape-deep": said("".join(f'{{"{at * 7919 % 9973}":' for at in range(600))),
    "shape-hidden": said('{"text": "Mark\\u202eeting"}'),
    "shape-tab": said('{"text": "Mark\\u000beting"}'),
    "shape-surrogate": said('{"text": "Mark\\ud800"}'),
    "no-schema": refusing("json_schema"),
    "no-schema-422": refusing("json_schema", text="422 Unprocessable"),
    "no-schema-500": refusing("json_schema", text="500 Oops"),
    "no-forms": refusing("json_schema", "json_object"),
    "older-dialect": older_dialect,
    **{f"echo-{each}": echoing(each) for each in ECHOES},
    "other": said(),
}


@dataclass(slots=True)
class FaultServer:
    """A running server: what it was asked for each fault, and how many bytes it got rid of."""

    port: int
    asked: dict[str, list[Asked]] = field(default_factory=dict)
    closing: threading.Event = field(default_factory=threading.Event)

    def url(self, kind: str) -> str:
        """The base URL at which a fault happens."""
        return f"http://127.0.0.1:{self.port}/{kind}/v1"

    def serve(self, listener: socket.socket) -> None:
        while not self.closing.is_set():
            with suppress(TimeoutError):
                connection, _ = listener.accept()
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, suppress(OSError, IndexError):
            connection.settimeout(5)
            asked = _received(connection)
            kind = asked.head.split(" ", 2)[1].partition("://")[2].partition("/")[2]
            kind = kind or asked.head.split(" ", 2)[1].lstrip("/")
            self._answer(connection, asked, kind.partition("/")[0])

    def _answer(self, connection: socket.socket, asked: Asked, kind: str) -> None:
        every = self.asked.setdefault(kind, [])
        every.append(asked)
        line = Line(connection, asked, len(every), self.closing, self.port)
        script = KINDS[kind]
        if isinstance(script, bytes):
            line.send(script)
        else:
            script(line)


def _received(connection: socket.socket) -> Asked:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(connection)
        if data.startswith(TLS):
            connection.sendall(http(b"", "400 Bad Request"))
            raise OSError("TLS")
    head, _, body = data.partition(b"\r\n\r\n")
    asked = Asked(head.decode("latin-1"), body)
    while len(body) < int(asked.header("content-length") or 0):
        body += _some(connection)
    return Asked(asked.head, body)


def _some(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise OSError("closed")
    return data


@contextmanager
def running() -> Iterator[FaultServer]:
    """A fault server for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        listener.settimeout(0.1)
        server = FaultServer(listener.getsockname()[1])
        thread = threading.Thread(target=server.serve, args=(listener,))
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            thread.join()


@contextmanager
def full_house() -> Iterator[int]:
    """A port on which nobody is let in any more: connecting takes for ever."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        port = listener.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
        time.sleep(0.02)
        try:
            yield port
        finally:
            for each in waiting:
                each.close()


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])

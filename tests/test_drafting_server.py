"""A model’s server may fail in any way: the user learns how and what to do, and nothing leaks.

A customer would lose a signed agreement’s text to a stranger, an evening to a server that drips, or
the key of the company’s account.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import fault_server
import pytest
from fault_server import FaultServer
from hypothesis import given
from hypothesis import strategies as st

from sla_writer import drafting, messages
from sla_writer.drafting import (
    Budget,
    Failed,
    Ladder,
    Message,
    Recorder,
    Replay,
    Reply,
    Request,
    Role,
)
from sla_writer.drafting.faults import Answer, Fault, of_status
from sla_writer.drafting.reply import read
from sla_writer.drafting.request import Rung, Way
from sla_writer.drafting.settings import Key, Settings, from_keyring, settings
from sla_writer.drafting.shape import fits
from sla_writer.errors import DraftingError, SlaWriterError

KEY = "sk-canary-4f1d0c2b9a77"
PROMPT = "Канарейка 7341: Romashka LLC promises marketing a call within 4 business hours."
CANARIES = (KEY, PROMPT, "Канарейка 7341", "Romashka")
SCHEMA = {
    "type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"],
    "additionalProperties": False,
}  # fmt: skip
PLAIN = Request((Message(Role.SYSTEM, "Reword it."), Message(Role.USER, PROMPT)), seed=7)
SHAPED = replace(PLAIN, schema=SCHEMA)
QUICK = Budget(seconds=5, tokens=5_000, bytes=200_000, pause=0.001)
BRIEF = replace(QUICK, seconds=0.25)
SLACK = 1.5
"""Seconds that two busy cores may add to a budget."""

FAULTS = {
    "400": ("request", 1), "400-context": ("context", 1), "400-context-llama": ("context", 1),
    "400-text": ("request", 1), "401": ("key-refused", 1), "402": ("quota", 1),
    "403": ("forbidden", 1), "404": ("not-found", 1), "405": ("not-found", 1),
    "407": ("proxy", 1), "408": ("down", 3), "409": ("down", 3), "413": ("context", 1),
    "418": ("down", 1), "422": ("request", 1), "425": ("down", 3), "429": ("busy", 3),
    "429-after-300": ("busy-long", 1), "429-after-date": ("busy-long", 1),
    "429-after-odd": ("busy", 3), "429-quota": ("quota", 1), "500": ("down", 3),
    "501": ("down", 1), "502-html": ("down", 3), "503": ("down", 3),
    "503-after-300": ("busy-long", 1), "504": ("down", 3), "529": ("down", 3), "204": ("down", 1),
    "301": ("redirect", 1), "302": ("redirect", 1), "303": ("redirect", 1),
    "307": ("redirect", 1), "308": ("redirect", 1),
    "no-answer": ("time", 1), "drip-head": ("time", 1), "drip-body": ("time", 1),
    "stalled-body": ("time", 1), "endless-continue": ("time", 1), "endless-headers": ("cut", 3),
    "endless-chunks": ("large", 1), "flood": ("large", 1), "reset": ("cut", 3),
    "reset-within": ("cut", 3), "closed": ("cut", 3), "garbage": ("cut", 3),
    "garbage-status": ("cut", 3), "cut-body": ("cut", 3), "cut-chunk": ("cut", 3),
    "bad-chunk": ("cut", 3), "bad-length": ("cut", 3), "two-lengths": ("cut", 3),
    "gzip": ("packed", 1), "gzip-bomb": ("packed", 1), "brotli": ("packed", 1),
    "html": ("not-model", 1), "html-as-json": ("not-model", 1), "html-typed": ("not-model", 1),
    "empty": ("not-model", 1), "broken-json": ("not-model", 1), "list": ("not-model", 1),
    "number": ("not-model", 1), "nothing": ("not-model", 1), "error-with-200": ("down", 1),
    "stream": ("not-model", 1), "no-choices": ("not-model", 1), "empty-choices": ("not-model", 1),
    "null-choices": ("not-model", 1), "odd-choice": ("not-model", 1),
    "null-message": ("not-model", 1), "nan": ("not-model", 1), "long-number": ("not-model", 1),
    "twice": ("not-model", 1), "deep": ("not-model", 1), "bad-utf8": ("encoding", 1),
    "cp1251": ("encoding", 1), "utf16": ("encoding", 1),
    "null-content": ("no-text", 3), "empty-content": ("no-text", 3),
    "blank-content": ("no-text", 3), "content-parts": ("not-model", 1),
    "refusal-field": ("declined", 1), "tool-calls": ("unfinished", 3), "length": ("length", 1),
    "filter": ("declined", 1), "no-finish": ("unfinished", 3), "odd-finish": ("unfinished", 3),
    "think-only": ("no-text", 3), "think-open": ("no-text", 3), "cut-question": ("context", 1),
    "ansi": ("character", 1), "bell": ("character", 1), "bidi": ("character", 1),
    "bidi-raw": ("character", 1), "nul": ("character", 1), "vertical-tab": ("character", 1),
    "line-separator": ("character", 1), "surrogate": ("character", 1),
    "tag-characters": ("character", 1), "runaway": ("repeats", 1), "endless-text": ("large", 1),
    "shape-prose": ("shape", 3), "shape-cut": ("shape", 3), "shape-wrong-key": ("shape", 3),
    "shape-extra-key": ("shape", 3), "shape-wrong-type": ("shape", 3), "shape-null": ("shape", 3),
    "shape-nan": ("shape", 3), "shape-twice": ("shape", 3),
    "shape-two": ("shape", 3), "shape-deep": ("shape", 3), "shape-circles": ("repeats", 1),
    "shape-hidden": ("shape", 3), "shape-tab": ("character", 1), "shape-surrogate": ("shape", 3),
    "echo-400": ("request", 1), "echo-401": ("key-refused", 1), "echo-500": ("down", 3),
    "echo-html": ("not-model", 1), "echo-json": ("not-model", 1), "echo-header": ("not-model", 1),
    "echo-content": ("echo", 1), "echo-data": ("echo", 1), "echo-question": ("echo", 1),
    "echo-redirect": ("redirect", 1), "echo-reason": ("down", 3), "echo-garbage": ("cut", 3),
    "echo-finish": ("unfinished", 3), "echo-refusal": ("declined", 1),
    "echo-type": ("not-model", 1),
}  # fmt: skip
SLOW = {"no-answer", "drip-head", "drip-body", "stalled-body", "endless-continue"}
REPLIES = {
    "429-after": 2, "503-once": 2, "closed-once": 2, "empty-once": 2,
    "good": 1, "think": 1, "reasoning-field": 1, "wrong-language": 1, "refusal-text": 1,
    "preamble": 1, "placeholder": 1, "html-text": 1, "template": 1, "unknown-fields": 1,
    "no-usage": 1, "odd-usage": 1, "usage-list": 1, "no-model": 1, "odd-model": 1,
    "ansi-model": 1, "shape": 1, "shape-fenced": 1, "shape-preamble": 1, "shape-think": 1,
    "shape-list": 1, "no-schema": 2, "no-schema-422": 2, "no-schema-500": 2, "no-forms": 3,
    "older-dialect": 2, "echo-model": 1, "other": 1,
}  # fmt: skip


def asked_of(kind: str) -> Request:
    return (
        SHAPED
        if kind.startswith(("shape", "no-schema", "no-forms", "older", "echo-data"))
        else PLAIN
    )


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    with fault_server.running() as running:
        yield running


@pytest.fixture(autouse=True)
def _nothing_asked_before(server: FaultServer) -> None:
    server.asked.clear()


def chosen(url: str, key: str = KEY) -> Settings:
    return Settings(url, "test-model", Key(key) if key else None)


def told(error: BaseException) -> str:
    """All that an exception could ever show, in every language."""
    assert error.__cause__ is None
    said = [repr(error), repr(error.args), repr(vars(error)), *traceback.format_exception(error)]
    for language in messages.LANGUAGES:
        messages.use(language)
        said.append(str(error))
    assert error.__context__ is None or error.__suppress_context__
    return "\n".join(said)


def outcome(model: drafting.Model, request: Request, budget: Budget = QUICK) -> Reply | Failed:
    try:
        return model.ask(request, budget)
    except Failed as failed:
        return failed


# --- every fault ----------------------------------------------------------------------------------


def test_every_fault_has_its_end() -> None:
    assert {*FAULTS, *REPLIES} == set(fault_server.KINDS)
    assert len(FAULTS) >= 60


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_told_within_the_budget_and_gives_nothing_away(
    kind: str, server: FaultServer, tmp_path: Path,
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    key, tries = FAULTS[kind]
    asker = drafting.connect(chosen(server.url(kind)), Ladder(tmp_path / "servers.json"))
    budget = BRIEF if kind in SLOW else QUICK
    begun = time.monotonic()
    failed = outcome(Recorder(asker, tmp_path / "record.jsonl"), asked_of(kind), budget)
    assert time.monotonic() - begun < budget.seconds + SLACK
    assert isinstance(failed, Failed)
    assert (failed.key, failed.exit_code) == (f"error-draft-{key}", 4)
    assert len(server.asked[kind]) == failed.usage.requests == tries
    assert "other" not in server.asked
    assert f"127.0.0.1:{server.port}" in str(failed)
    files = [each.read_text("utf-8") for each in tmp_path.iterdir()]
    seen = "\n".join((told(failed), caplog.text, *capfd.readouterr(), *files))
    assert [canary for canary in CANARIES if canary in seen] == []
    assert told(outcome_of_replay(tmp_path, kind)).splitlines()[-1] == told(failed).splitlines()[-1]


def outcome_of_replay(folder: Path, kind: str) -> Failed:
    again = outcome(Replay(folder / "record.jsonl"), asked_of(kind))
    assert isinstance(again, Failed)
    return again


@pytest.mark.parametrize("kind", REPLIES)
def test_a_sound_reply_is_taken_and_replays_without_a_server(
    kind: str, server: FaultServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    record = tmp_path / "record.jsonl"
    asker = drafting.connect(chosen(server.url(kind)), Ladder(tmp_path / "servers.json"))
    reply = outcome(Recorder(asker, record), asked_of(kind))
    assert isinstance(reply, Reply)
    assert len(server.asked[kind]) == reply.usage.requests == REPLIES[kind]
    assert Replay(record).ask(asked_of(kind), QUICK) == reply
    files = [each.read_text("utf-8") for each in tmp_path.iterdir()]
    seen = "\n".join((repr(reply), caplog.text, *files))
    assert [canary for canary in CANARIES if canary in seen] == []


@pytest.mark.parametrize("kind", ["shape", "shape-fenced", "shape-preamble", "shape-think"])
def test_data_is_found_among_what_models_put_round_it(kind: str, server: FaultServer) -> None:
    reply = drafting.connect(chosen(server.url(kind))).ask(SHAPED, QUICK)
    assert reply.data == fault_server.DATA


def test_a_reply_says_whom_was_asked_who_answered_and_what_it_took(server: FaultServer) -> None:
    reply = drafting.connect(chosen(server.url("503-once"))).ask(PLAIN, QUICK)
    assert (reply.requested, reply.returned, reply.finish) == ("test-model", "served-model", "stop")
    assert reply.text == fault_server.GOOD
    assert (reply.usage.requests, reply.usage.reply, reply.usage.known) == (2, 12, True)
    assert 0 < reply.usage.seconds < QUICK.seconds


@pytest.mark.parametrize("kind", ["no-usage", "odd-usage", "usage-list"])
def test_tokens_that_nobody_counts_are_estimated_not_forgotten(
    kind: str, server: FaultServer
) -> None:
    usage = drafting.connect(chosen(server.url(kind))).ask(PLAIN, QUICK).usage
    assert not usage.known
    assert usage.tokens > PLAIN.least_tokens()


def test_half_an_answer_is_paid_for_all_the_same(server: FaultServer) -> None:
    failed = outcome(drafting.connect(chosen(server.url("length"))), PLAIN)
    assert isinstance(failed, Failed)
    assert (failed.usage.prompt, failed.usage.reply) == (60, 12)


# --- no server at all -----------------------------------------------------------------------------


def failing(url: str, budget: Budget = BRIEF) -> str:
    begun = time.monotonic()
    failed = outcome(drafting.connect(chosen(url)), PLAIN, budget)
    assert time.monotonic() - begun < budget.seconds + SLACK
    assert isinstance(failed, Failed)
    assert (failed.usage.tokens > 0) is (failed.key == "error-draft-time")
    assert [canary for canary in CANARIES if canary in told(failed)] == []
    return failed.key.removeprefix("error-draft-")


def test_nobody_listens() -> None:
    assert failing(f"http://127.0.0.1:{fault_server.free_port()}/v1") == "unreachable"


@pytest.mark.skipif(sys.platform != "linux", reason="a full house is quiet on Linux only")
def test_nobody_opens() -> None:
    with fault_server.full_house() as port:
        assert failing(f"http://127.0.0.1:{port}/v1") == "time"


def test_there_is_no_such_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, f"no {KEY}")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert failing("http://llm.invalid/v1") == "name"


def test_nothing_is_sent_when_the_name_is_found_too_late(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = socket.getaddrinfo

    def late(_: object, *more: Any, **others: Any) -> object:
        time.sleep(0.4)
        return known("127.0.0.1", *more, **others)

    monkeypatch.setattr(socket, "getaddrinfo", late)
    assert failing(f"http://llm.invalid:{server.port}/good/v1") == "time"
    wait_for_the_end()
    assert server.asked == {}


def test_the_server_speaks_without_encryption(server: FaultServer) -> None:
    assert failing(server.url("good").replace("http:", "https:"), QUICK) == "tls"
    assert server.asked == {}


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_nobody_vouches_for_the_server(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    named = ["-nodes", "-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command, *named], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=hear, args=(listener, context, heard))
        thread.start()
        assert failing(f"https://localhost:{listener.getsockname()[1]}/v1", QUICK) == "tls"
        thread.join()
    assert heard == []


def hear(listener: socket.socket, context: ssl.SSLContext, heard: list[bytes]) -> None:
    connection, _ = listener.accept()
    with connection:
        try:
            with context.wrap_socket(connection, server_side=True) as safe:
                heard.append(safe.recv(9))
        except OSError:
            return


def test_the_time_of_all_tries_counts(server: FaultServer) -> None:
    budget = replace(BRIEF, pause=0.2)
    begun = time.monotonic()
    failed = outcome(drafting.connect(chosen(server.url("503"))), PLAIN, budget)
    assert isinstance(failed, Failed)
    assert failed.usage.requests < 3
    assert time.monotonic() - begun < budget.seconds + SLACK


def test_the_wait_that_a_server_asks_for_is_kept_and_shown(server: FaultServer) -> None:
    waits: list[float] = []
    asker = replace(drafting.connect(chosen(server.url("429-after"))), wait=waits.append)
    asker.ask(PLAIN, QUICK)
    assert waits == [0.01]
    failed = outcome(drafting.connect(chosen(server.url("429-after-300"))), PLAIN)
    assert "300" in str(failed)


def test_the_tokens_of_all_tries_count(server: FaultServer) -> None:
    failed = outcome(
        drafting.connect(chosen(server.url("empty-content"))), PLAIN, replace(QUICK, tokens=500)
    )
    assert isinstance(failed, Failed)
    assert (failed.key, failed.usage.requests) == ("error-draft-no-text", 2)


@pytest.mark.parametrize("budget", [replace(QUICK, tokens=399), replace(QUICK, seconds=0)])
def test_without_a_budget_nothing_is_sent(budget: Budget, server: FaultServer) -> None:
    failed = outcome(drafting.connect(chosen(server.url("good"))), PLAIN, budget)
    assert isinstance(failed, Failed)
    assert failed.usage.requests == 0
    assert server.asked == {}


def test_nothing_goes_on_when_the_time_is_over(server: FaultServer) -> None:
    assert failing(server.url("drip-head")) == "time"
    wait_for_the_end()


def wait_for_the_end() -> None:
    until = time.monotonic() + 3
    while any(each.name == "model-server" for each in threading.enumerate()):
        assert time.monotonic() < until
        time.sleep(0.01)


def test_ctrl_c_is_heard_while_a_server_is_silent(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sla_writer.drafting import server as door

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(door, "_told", interrupted)
    with pytest.raises(KeyboardInterrupt):
        drafting.connect(chosen(server.url("no-answer"))).ask(PLAIN, QUICK)


# --- what is sent, and where ----------------------------------------------------------------------


@pytest.mark.parametrize("request_", [PLAIN, SHAPED])
def test_what_is_sent_is_exactly_what_is_shown_before(
    request_: Request, server: FaultServer
) -> None:
    outcome(drafting.connect(chosen(server.url("good"))), request_, replace(QUICK, tries=1))
    (asked,) = server.asked["good"]
    assert asked.body == drafting.body(request_, "test-model")
    assert asked.data == drafting.payload(request_, "test-model")


def test_the_headers_tell_nothing_of_the_machine(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-canary")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-canary")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Who: canary")
    drafting.connect(chosen(server.url("good"))).ask(PLAIN, QUICK)
    line, *headers = server.asked["good"][0].head.split("\r\n")
    assert line == "POST /good/v1/chat/completions HTTP/1.1"
    assert {each.partition(":")[0].lower() for each in headers} == {
        "host", "accept", "accept-encoding", "authorization", "connection", "content-length",
        "content-type", "user-agent",
    }  # fmt: skip
    assert f"Bearer {KEY}" == server.asked["good"][0].header("authorization")
    assert "canary" not in server.asked["good"][0].head.replace(KEY, "")
    assert server.asked["good"][0].header("user-agent") == "sla_writer"


def test_without_a_key_none_is_sent(server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    drafting.connect(chosen(server.url("good"), key="")).ask(PLAIN, QUICK)
    assert server.asked["good"][0].header("authorization") == ""


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_no_proxy_stands_between_a_machine_and_itself(
    name: str, server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, server.url("other"))
    local = replace(chosen(server.url("good")), proxies=True)
    drafting.connect(local).ask(PLAIN, QUICK)
    assert list(server.asked) == ["good"]


def test_a_proxy_is_used_only_where_it_is_wanted(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.port}")
    far = chosen("http://llm.invalid/good/v1", key="")
    assert isinstance(outcome(drafting.connect(far), PLAIN, BRIEF), Failed)
    assert server.asked == {}
    assert drafting.connect(replace(far, proxies=True)).ask(PLAIN, QUICK).text == fault_server.GOOD


def test_a_log_that_somebody_turned_on_holds_nothing(server: FaultServer) -> None:
    program = (
        "from sla_writer import drafting\n"
        "from sla_writer.drafting.settings import Settings, Key\n"
        "import logging; logging.basicConfig(level=logging.DEBUG)\n"
        f"asked = drafting.Request((drafting.Message('user', {PROMPT!r}),))\n"
        f"model = drafting.connect(Settings({server.url('good')!r}, 'm', Key({KEY!r})))\n"
        "model.ask(asked, drafting.Budget())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True,
        env=os.environ | {"OPENAI_LOG": "debug", "PYTHONUTF8": "1"},
    )  # fmt: skip
    said = (done.stdout + done.stderr).decode()
    assert [canary for canary in CANARIES if canary in said] == []
    assert server.asked["good"]


def test_a_proxy_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"gopher://me:{KEY}@proxy")
    far = replace(chosen("http://llm.invalid/v1", key=""), proxies=True)
    failed = outcome(drafting.connect(far), PLAIN)
    assert isinstance(failed, Failed)
    assert failed.key == "error-draft-failed"
    assert KEY not in told(failed)


# --- the ladder -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        ("shape", Way(Rung.SCHEMA)),
        ("shape-fenced", Way(Rung.OBJECT)),
        ("no-schema", Way(Rung.OBJECT)),
        ("no-schema-500", Way(Rung.OBJECT)),
        ("no-forms", Way(Rung.PROMPT)),
        ("older-dialect", Way(Rung.SCHEMA, newer=True)),
    ],
)
def test_a_server_is_asked_the_second_time_as_it_worked_the_first(
    kind: str, way: Way, server: FaultServer, tmp_path: Path
) -> None:
    at, file = chosen(server.url(kind)), tmp_path / "servers.json"
    drafting.connect(at, Ladder(file)).ask(SHAPED, QUICK)
    first = len(server.asked[kind])
    assert Ladder(file).way(at) == way
    assert Ladder(file).way(replace(at, model="another")) == Way()
    drafting.connect(at, Ladder(file)).ask(SHAPED, QUICK)
    assert len(server.asked[kind]) == first + 1
    assert server.asked[kind][-1].body == drafting.body(SHAPED, "test-model", way)
    assert KEY not in file.read_text("utf-8")
    assert "127.0.0.1" not in file.read_text("utf-8")


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"a": 1}', '{"a": "best"}', "\0", '{"a": "newer"}']
)
def test_a_damaged_memory_of_servers_is_forgotten(text: str, tmp_path: Path) -> None:
    file = tmp_path / "servers.json"
    file.write_text(text, "utf-8")
    assert Ladder(file).way(chosen("http://localhost/v1")) == Way()


def test_a_memory_that_cannot_be_written_is_no_reason_to_stop(
    server: FaultServer, tmp_path: Path
) -> None:
    tmp_path.joinpath("file").write_text("", "utf-8")
    ladder = Ladder(tmp_path / "file" / "servers.json")
    assert drafting.connect(chosen(server.url("shape")), ladder).ask(SHAPED, QUICK).data


# --- settings -------------------------------------------------------------------------------------


SAFE = {"SLA_LLM_URL": "https://llm/v1", "SLA_LLM_MODEL": "m"}


def nobody(_: str) -> str:
    return ""


@pytest.mark.parametrize(
    ("environ", "key"),
    [
        ({}, "url-missing"),
        ({"SLA_LLM_URL": "127.0.0.1:8080/v1"}, "url"),
        ({"SLA_LLM_URL": "ftp://llm/v1"}, "url"),
        ({"SLA_LLM_URL": "http:///v1"}, "url"),
        ({"SLA_LLM_URL": "http://llm:99999/v1"}, "url"),
        ({"SLA_LLM_URL": "http://[::1/v1"}, "url"),
        ({"SLA_LLM_URL": "http://модель.рф/v1"}, "url"),
        ({"SLA_LLM_URL": "http://llm/v1\nX: y"}, "url"),
        ({"SLA_LLM_URL": "http://a b/v1"}, "url"),
        ({"SLA_LLM_URL": f"https://me:{KEY}@llm/v1"}, "url-secret"),
        ({"SLA_LLM_URL": f"https://llm/v1?key={KEY}"}, "url-secret"),
        ({"SLA_LLM_URL": "http://llm/v1"}, "model-missing"),
        ({"SLA_LLM_URL": "http://llm/v1", "SLA_LLM_MODEL": "a\nb"}, "model"),
        ({"SLA_LLM_URL": "http://llm/v1", "SLA_LLM_MODEL": "\x1b[31m"}, "model"),
        ({"SLA_LLM_URL": "http://llm/v1", "SLA_LLM_MODEL": "m", "SLA_LLM_KEY": KEY}, "key-open"),
        (SAFE | {"SLA_LLM_KEY": f"{KEY}\nX: y"}, "key"),
        (SAFE | {"SLA_LLM_KEY": f"{KEY} {KEY}"}, "key"),
        (SAFE | {"SLA_LLM_KEY": f"{KEY}ключ"}, "key"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_right_are_refused_before_anything_is_sent(
    environ: dict[str, str], key: str
) -> None:
    with pytest.raises(DraftingError) as caught:
        settings(environ, keyring=nobody)
    assert caught.value.key == f"error-draft-{key}"
    assert KEY not in told(caught.value)


@pytest.mark.parametrize(
    ("given", "url", "host", "local"),
    [
        ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1", "127.0.0.1:8080", True),
        ("http://localhost:1/v1/chat/completions", "http://localhost:1/v1", "localhost:1", True),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1", "[::1]:8080", True),
        ("https://LLM.Example.com/v1", "https://llm.example.com/v1", "llm.example.com", False),
        ("http://localhost.example", "http://localhost.example", "localhost.example", False),
        ("http://127.0.0.1.example", "http://127.0.0.1.example", "127.0.0.1.example", False),
    ],
)  # fmt: skip
def test_the_host_is_known_before_anything_is_sent(
    given: str, url: str, host: str, local: bool
) -> None:
    found = settings({}, url=given, model="m", keyring=nobody)
    assert (found.url, found.host, found.local) == (url, host, local)


@pytest.mark.parametrize(
    ("environ", "url", "sent"),
    [
        ({"OPENAI_API_KEY": KEY}, "http://127.0.0.1:8080/v1", False),
        ({"OPENAI_API_KEY": KEY}, "https://llm.example.com/v1", False),
        ({"OPENAI_API_KEY": KEY}, "https://api.openai.com.example.com/v1", False),
        ({"OPENAI_API_KEY": KEY}, "https://api.openai.com/v1", True),
        ({"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "https://llm/v1"}, "https://llm/v1", True),
        ({"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "https://llm/v1"}, "https://llm:1/v1", False),
        ({"SLA_LLM_KEY": KEY, "SLA_LLM_URL": "https://llm/v1"}, "https://other/v1", False),
        ({"SLA_LLM_KEY": KEY, "SLA_LLM_URL": "https://llm/v1"}, "", True),
        ({"SLA_LLM_KEY": KEY}, "https://llm/v1", True),
    ],
)  # fmt: skip
def test_a_key_goes_only_to_the_server_that_it_belongs_to(
    environ: dict[str, str], url: str, sent: bool
) -> None:
    found = settings(environ, url=url, model="m", keyring=nobody)
    assert found.gives_away(f"<{KEY}>") is sent
    assert KEY not in repr(found)


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a script")
def test_a_key_may_lie_in_the_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "keyring"
    program.write_text(f'#!/bin/sh\necho "{KEY}:$1:$2:$3"\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = settings({}, url="https://llm.example.com/v1", model="m")
    assert found.key == Key(f"{KEY}:get:sla_writer:llm.example.com")
    program.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    assert from_keyring("llm.example.com") == ""
    program.unlink()
    assert from_keyring("llm.example.com") == ""


def test_an_empty_word_for_a_key_is_no_secret(server: FaultServer) -> None:
    assert drafting.connect(chosen(server.url("good"), key="lead")).ask(PLAIN, QUICK)


# --- record and replay ----------------------------------------------------------------------------


def test_a_replay_needs_no_openai_and_no_server_says_how_to_get_it(
    server: FaultServer, tmp_path: Path
) -> None:
    record = tmp_path / "record.jsonl"
    Recorder(drafting.connect(chosen(server.url("good"))), record).ask(PLAIN, QUICK)
    program = (
        "import sys; sys.modules['openai'] = None\n"
        "from pathlib import Path\nfrom sla_writer import drafting, errors\n"
        f"asked = drafting.Request((drafting.Message('system', 'Reword it.'),\n"
        f"    drafting.Message('user', {PROMPT!r})), seed=7)\n"
        f"print(drafting.Replay(Path({str(record)!r})).ask(asked, drafting.Budget()).text)\n"
        "try: drafting.connect(drafting.Settings('http://localhost/v1', 'm'))\n"
        "except errors.ToolMissing as error: print(error.exit_code, error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True,
        env=os.environ | {"PYTHONUTF8": "1"}, encoding="utf-8",
    )  # fmt: skip
    text, missing = done.stdout.splitlines()
    assert text == fault_server.GOOD
    assert missing.startswith("3 ")
    assert "sla-writer[llm]" in missing


def test_what_was_asked_twice_is_answered_in_the_same_order(
    server: FaultServer, tmp_path: Path
) -> None:
    record = tmp_path / "record.jsonl"
    for kind in ("length", "good"):
        outcome(Recorder(drafting.connect(chosen(server.url(kind))), record), PLAIN)
    replay = Replay(record)
    found = [type(outcome(replay, PLAIN)) for _ in range(3)]
    assert found == [Failed, Reply, Reply]


@pytest.mark.parametrize(
    "asked",
    [
        replace(PLAIN, seed=8), replace(PLAIN, temperature=0.1), replace(PLAIN, max_tokens=9),
        SHAPED, replace(PLAIN, messages=PLAIN.messages[1:]),
    ],
)  # fmt: skip
def test_another_question_is_not_answered_from_a_record(
    asked: Request, server: FaultServer, tmp_path: Path
) -> None:
    record = tmp_path / "record.jsonl"
    Recorder(drafting.connect(chosen(server.url("good"))), record).ask(PLAIN, QUICK)
    with pytest.raises(DraftingError) as caught:
        Replay(record).ask(asked, QUICK)
    assert caught.value.key == "error-draft-not-recorded"


USED = '"usage": {"requests": 1, "prompt": 1, "reply": 1, "seconds": 0.1, "known": true}'
FORGED = (
    "", "{}", "[]", "text", '{"request": "a"}', f'{{"request": "a", "model": "m", {USED}}}',
    f'{{"request": 1, "model": "m", "text": "", "returned": "", {USED}}}',
    f'{{"request": "a", "model": "m", "fault": "error-draft-odd", "params": {{}}, {USED}}}',
    f'{{"request": "a", "model": "m", "fault": "error-draft-cut", "params": {{}}, {USED}}}',
    f'{{"request": "a", "model": "m", "fault": "error-draft-cut", "params": 1, {USED}}}',
    f'{{"request": "a", "model": "m", "fault": "error-draft-cut", "params": {{"key": 1}}, {USED}}}',
    '{"request": "a", "model": "m", "text": "", "returned": "", "usage": {"requests": 1}}',
    '{"request": "a", "model": "m", "text": "\\u001b", "returned": "", "usage": {}}',
)  # fmt: skip


@pytest.mark.parametrize("line", FORGED)
def test_a_forged_record_is_refused(line: str, tmp_path: Path) -> None:
    record = tmp_path / "record.jsonl"
    record.write_text(line + "\n", "utf-8")
    with pytest.raises(DraftingError) as caught:
        Replay(record)
    assert caught.value.key == "error-draft-record"


def test_a_record_passes_the_gates_again(server: FaultServer, tmp_path: Path) -> None:
    record = tmp_path / "record.jsonl"
    Recorder(drafting.connect(chosen(server.url("shape"))), record).ask(SHAPED, QUICK)
    record.write_text(record.read_text("utf-8").replace('\\"text\\"', '\\"more\\"'), "utf-8")
    with pytest.raises(Failed) as caught:
        Replay(record).ask(SHAPED, QUICK)
    assert caught.value.key == "error-draft-shape"


def test_a_record_that_cannot_be_written_is_told(server: FaultServer, tmp_path: Path) -> None:
    recorder = Recorder(drafting.connect(chosen(server.url("good"))), tmp_path)
    with pytest.raises(SlaWriterError) as caught:
        recorder.ask(PLAIN, QUICK)
    assert caught.value.key == "error-write"


# --- laws -----------------------------------------------------------------------------------------

HERE = chosen("http://localhost/v1")


@given(st.integers(100, 599), st.sampled_from(["application/json", "text/html", ""]), st.binary())
def test_any_bytes_are_a_reply_or_a_told_fault(status: int, kind: str, body: bytes) -> None:
    found, usage = read(Answer(status, kind, body), SHAPED, HERE)
    assert isinstance(found, Fault)
    assert messages.text(found.key, host="h", seconds=1, **found.params) != found.key
    assert usage.requests == 1


@given(
    st.text(), st.sampled_from(["", "31 Dec 2100", "Fri, 31 Dec 2100 23:59:59 +9999", "9" * 400])
)
def test_any_wait_that_a_server_asks_for_is_a_number_or_none(text: str, more: str) -> None:
    fault = of_status(Answer(503, "", b"", more + text))
    assert fault.wait is None or fault.wait >= 0


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 6_000, "```\n" * 1_500, "<think>" * 900, "{" * 6_000, '{"a":' * 1_000,
        " \n```" * 1_000, json.dumps({str(at): 1 for at in range(500)}),
    ],
)  # fmt: skip
def test_no_text_takes_long_to_refuse(text: str) -> None:
    body = json.dumps(fault_server.completion(text)).encode()
    begun = time.process_time()
    assert isinstance(read(Answer(200, "", body), SHAPED, HERE)[0], Fault)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(
    ("platform", "environ", "folder"),
    [
        ("linux", {"XDG_CACHE_HOME": "/cache"}, "/cache"),
        ("linux", {}, f"{Path.home()}/.cache"),
        ("darwin", {}, f"{Path.home()}/Library/Caches"),
        ("win32", {"LOCALAPPDATA": "C:/Local"}, "C:/Local"),
    ],
)
def test_the_memory_lies_in_the_users_cache_folder(
    platform: str, environ: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert drafting.cache_file(environ) == Path(folder, "sla_writer", "servers.json")


def test_no_body_takes_long_to_refuse() -> None:
    names = "".join(f'"{at}":1,' for at in range(80_000))
    for status in (200, 400):
        begun = time.process_time()
        read(Answer(status, "", f'{{{names}"0":1}}'.encode()), SHAPED, HERE)
        assert time.process_time() - begun < 0.5


NAMES = st.sampled_from(["choices", "message", "content", "usage", "error", "text", "model"])
NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
)


@given(NESTED)
def test_any_json_is_a_reply_or_a_told_fault(data: object) -> None:
    answer = Answer(200, "application/json", json.dumps(data).encode())
    found, _ = read(answer, SHAPED, HERE)
    assert isinstance(found, Fault)


@given(st.text(), st.booleans())
def test_any_text_is_taken_clean_or_refused(text: str, as_data: bool) -> None:
    content = json.dumps({"text": text}) if as_data else text
    answer = Answer(200, "application/json", json.dumps(fault_server.completion(content)).encode())
    found, _ = read(answer, SHAPED if as_data else PLAIN, HERE)
    if isinstance(found, Reply):
        assert found.text == content.strip()
        assert found.data == ({"text": text} if as_data else None)
        assert not any(ord(each) < 32 and each not in "\t\n\r" for each in found.text)


@pytest.mark.parametrize(
    ("found", "schema", "fitting"),
    [
        (True, {"type": "integer"}, False),
        (True, {"type": ["boolean", "null"]}, True),
        (1, {"enum": [True]}, False),
        (1, {"const": 1}, True),
        ("ab", {"type": "string", "minLength": 3}, False),
        ("ab", {"type": "string", "maxLength": 2, "pattern": "^a"}, True),
        ([1, 2], {"type": "array", "items": {"type": "integer"}, "maxItems": 1}, False),
        ([1, "2"], {"type": "array", "items": {"type": "integer"}}, False),
        ([1], {"type": "array", "items": {"type": "number"}, "minItems": 1}, True),
    ],
)  # fmt: skip
def test_a_shape_is_checked_by_us(found: object, schema: dict[str, object], fitting: bool) -> None:
    assert fits(found, schema) is fitting


def test_a_word_of_a_schema_that_nobody_checks_is_refused() -> None:
    with pytest.raises(ValueError, match="format"):
        fits("", {"format": "date"})

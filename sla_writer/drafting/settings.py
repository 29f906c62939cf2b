"""Which server writes proposals, which model, and with which key; checked before anything is sent.

The key comes from the environment or the system’s keyring and goes nowhere but to the server that
it belongs to: it is in no file, no message and no log.
"""

from __future__ import annotations

import ipaddress
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from sla_writer.errors import DraftingError
from sla_writer.text_gate import refused

URL, MODEL, KEY, PROXY = "SLA_LLM_URL", "SLA_LLM_MODEL", "SLA_LLM_KEY", "SLA_LLM_PROXY"
_OPENAI_URL, _OPENAI_MODEL, _OPENAI_KEY = "OPENAI_BASE_URL", "OPENAI_MODEL", "OPENAI_API_KEY"
_OPENAI = "https://api.openai.com/v1"
_ENDPOINT = "/chat/completions"
_SERVICE = "sla_writer"
_PORTS = {"http": 80, "https": 443}
_VISIBLE = re.compile(r"[!-~]{1,4096}")
_HOST = re.compile(r"[a-z0-9._-]{1,253}|[0-9a-f:.]{2,45}")
_LONGEST_MODEL = 200
_SHORTEST_SECRET = 8
"""Servers that want no key are given a word such as `none`, which a reply may well hold."""


@dataclass(frozen=True, slots=True)
class Key:
    """The key of a server; printing it prints nothing."""

    _text: str = field(repr=False)

    def header(self) -> str:
        """What the Authorization header says."""
        return f"Bearer {self._text}"

    def stands_in(self, text: str) -> bool:
        """Whether a text gives the key away."""
        return len(self._text) >= _SHORTEST_SECRET and self._text in text


@dataclass(frozen=True, slots=True)
class Settings:
    """A server’s base URL, the model asked for, and the key, if there is one.

    `proxies` lets the system’s proxy settings apply; never on the way to this machine itself.
    """

    url: str
    model: str
    key: Key | None = None
    proxies: bool = False

    @property
    def host(self) -> str:
        """The host and port, to be shown before anything is sent there."""
        return urlsplit(self.url).netloc

    @property
    def local(self) -> bool:
        """Whether the server is on this machine, so that nothing leaves it."""
        return _is_local(urlsplit(self.url).hostname or "")

    @property
    def endpoint(self) -> str:
        """The address that requests go to."""
        return self.url + _ENDPOINT

    def gives_away(self, text: str) -> bool:
        """Whether a text holds the key."""
        return self.key is not None and self.key.stands_in(text)


def from_keyring(host: str) -> str:
    """The key that the `keyring` program keeps for a host, service sla_writer; empty for none."""
    program = shutil.which("keyring")
    if not program:
        return ""
    command = [program, "get", _SERVICE, host]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def settings(
    environ: Mapping[str, str],
    url: str = "",
    model: str = "",
    keyring: Callable[[str], str] = from_keyring,
) -> Settings:
    """The settings that the environment makes; `url` and `model` go before it.

    Raises DraftingError, saying which one, when something is missing or can’t be right.
    """
    address = _url(url or environ.get(URL, "") or environ.get(_OPENAI_URL, ""))
    named = _model(model or environ.get(MODEL, "") or environ.get(_OPENAI_MODEL, ""))
    parts = urlsplit(address)
    local = _is_local(parts.hostname or "")
    said = _key_for(environ, address) or ("" if local else keyring(parts.netloc).strip())
    key = _key(said, parts) if said else None
    return Settings(address, named, key, proxies=bool(environ.get(PROXY)) and not local)


def _url(given: str) -> str:
    text = given.strip()
    if not text:
        raise DraftingError("error-draft-url-missing", name=URL)
    parts = _split(text)
    if parts is None:
        raise DraftingError("error-draft-url", name=URL)
    if "@" in parts.netloc or "?" in text or "#" in text:
        raise DraftingError("error-draft-url-secret", name=URL, secret=KEY)
    path = parts.path.rstrip("/").removesuffix(_ENDPOINT)
    return f"{parts.scheme}://{parts.netloc.lower()}{path}"


def _split(text: str) -> SplitResult | None:
    """The parts of an address of a server; None when it is none."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    sound = _VISIBLE.fullmatch(text) and parts.scheme in _PORTS and port != 0
    return parts if sound and _HOST.fullmatch(host) else None


def _model(given: str) -> str:
    name = given.strip()
    if not name:
        raise DraftingError("error-draft-model-missing", name=MODEL)
    if len(name) > _LONGEST_MODEL or refused(name) or len(name.splitlines()) > 1:
        raise DraftingError("error-draft-model", name=MODEL)
    return name


def _key_for(environ: Mapping[str, str], url: str) -> str:
    """The key in the environment that belongs to this server: no key is sent to another’s."""
    pairs = ((URL, KEY, url), (_OPENAI_URL, _OPENAI_KEY, _OPENAI))
    for of_url, of_key, usual in pairs:
        key = environ.get(of_key, "").strip()
        owner = _split((environ.get(of_url, "") or usual).strip())
        if key and owner and _origin(owner) == _origin(urlsplit(url)):
            return key
    return ""


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _key(text: str, parts: SplitResult) -> Key:
    if not _VISIBLE.fullmatch(text):
        raise DraftingError("error-draft-key", host=parts.netloc)
    if parts.scheme == "http" and not _is_local(parts.hostname or ""):
        raise DraftingError("error-draft-key-open", host=parts.netloc)
    return Key(text)


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

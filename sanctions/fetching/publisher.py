"""One file from its publisher: conditional, bounded in bytes and time, every redirect looked at again, tried again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

import httpcore

from sanctions.fetching.door import Door, FetchFailed, FetchRefused
from sanctions.fetching.wire import VettedWire

AGENT = "Cordon list fetcher"
_MOVED = frozenset((301, 302, 303, 307, 308))
_NOT_MODIFIED = 304
_PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))
_LONGEST_WAIT = 60.0  # a publisher that asks for more is asked again at the next round


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may take; the largest list known is 120 MB of XML."""

    size: int = 256 * 1024 * 1024
    connect: float = 10
    silence: float = 30  # seconds without a byte
    whole: float = 300  # seconds for one try
    redirects: int = 5
    tries: int = 3
    pause: float = 2  # seconds before the second try, twice that before the third


@dataclass(frozen=True, slots=True)
class Seen:
    """What the publisher said of the bytes we hold, to ask whether there are newer ones; empty for none."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes behind an address, the name they came under, and what to ask with next time."""

    name: str
    raw: bytes
    seen: Seen

    @property
    def modified_on(self) -> date | None:
        """The day the publisher says the file is of, if it says one."""
        try:
            return parsedate_to_datetime(self.seen.last_modified).date()
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The publisher holds nothing newer than what we have seen."""


def fetch(
    address: str,
    *,
    door: Door,
    limits: Limits,
    seen: Seen | None = None,
    wait: Callable[[float], None] = time.sleep,
) -> Fetched | Unchanged:
    """The file at an address. Raises FetchRefused for one we may not ask, FetchFailed where no try succeeded."""
    for attempt in range(limits.tries):
        try:
            return _followed(address, door, limits, seen or Seen())
        except FetchFailed as error:
            if not error.is_passing or attempt + 1 == limits.tries:
                raise
            wait(min(max(limits.pause * 2**attempt, error.after or 0), _LONGEST_WAIT))
    raise FetchFailed(f"{address}: no try was allowed", is_passing=False)


def _followed(address: str, door: Door, limits: Limits, seen: Seen) -> Fetched | Unchanged:
    deadline = time.monotonic() + limits.whole
    at = address
    for _ in range(limits.redirects + 1):
        door.check(at)
        with httpcore.ConnectionPool(network_backend=VettedWire(door, deadline), max_connections=1) as pool:
            found = _asked(pool, at, limits, seen)
        if not isinstance(found, str):
            return found
        if at.startswith("https:") and not found.startswith("https:"):
            raise FetchRefused(f"{at}: sends us on to {found}, without encryption")
        at = found
    raise FetchRefused(f"{address}: sends us on more than {limits.redirects} times")


def _asked(pool: httpcore.ConnectionPool, at: str, limits: Limits, seen: Seen) -> Fetched | Unchanged | str:
    """The answer of one address, or the address it sends us on to."""
    timeouts = {"connect": limits.connect, "read": limits.silence, "write": limits.silence, "pool": limits.connect}
    try:
        with pool.stream("GET", at, headers=_headers(seen), extensions={"timeout": timeouts}) as answer:
            said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
            return _read(at, answer, said, limits, is_conditional=seen != Seen())
    except httpcore.TimeoutException as error:
        raise FetchFailed(f"{at}: took too long ({type(error).__name__})", is_passing=True) from error
    except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
        raise FetchFailed(f"{at}: {error or type(error).__name__}", is_passing=True) from error
    except (httpcore.LocalProtocolError, httpcore.UnsupportedProtocol) as error:
        raise FetchRefused(f"{at}: not an address that can be asked ({error})") from error


def _headers(seen: Seen) -> list[tuple[str, str]]:
    asked = [("User-Agent", AGENT), ("Accept", "*/*"), ("Accept-Encoding", "identity")]
    asked += [("If-None-Match", seen.etag)] if seen.etag else []
    asked += [("If-Modified-Since", seen.last_modified)] if seen.last_modified else []
    return asked


def _read(
    at: str, answer: httpcore.Response, said: Mapping[str, str], limits: Limits, *, is_conditional: bool
) -> Fetched | Unchanged | str:
    if answer.status in _MOVED and "location" in said:
        return _joined(at, said["location"])
    if answer.status == _NOT_MODIFIED and is_conditional:
        return Unchanged()
    if answer.status != 200:
        raise FetchFailed(f"{at}: answered {answer.status}", is_passing=answer.status in _PASSING, after=_wished(said))
    if said.get("content-encoding", "identity").lower() not in ("", "identity"):
        raise FetchFailed(f"{at}: sent {said['content-encoding']} though we asked for plain bytes", is_passing=False)
    raw = b"".join(_bounded(at, answer.iter_stream(), limits.size))
    if not raw:
        raise FetchFailed(f"{at}: sent nothing", is_passing=True)
    return Fetched(_name(at), raw, Seen(said.get("etag", "")[:200], said.get("last-modified", "")[:60]))


def _joined(at: str, location: str) -> str:
    try:
        return urljoin(at, location)
    except ValueError as error:
        raise FetchRefused(f"{at}: sends us on to what is not an address ({error})") from error


def _bounded(at: str, parts: Iterator[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for part in parts:
        size += len(part)
        if size > most:
            raise FetchFailed(f"{at}: more than {most} bytes", is_passing=False)
        yield part


def _wished(said: Mapping[str, str]) -> float | None:
    asked = said.get("retry-after", "")
    return float(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None


def _name(at: str) -> str:
    """The last part of the path, as sources tell the files of a set apart by their names."""
    return PurePosixPath(unquote(urlsplit(at).path)).name or "list"

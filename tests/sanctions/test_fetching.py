"""Publishers that deliver and publishers that misbehave, as a real server on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sanctions.fetching.door import Door, FetchFailed, FetchRefused, is_public
from sanctions.fetching.publisher import Fetched, Limits, Seen, Unchanged, fetch

QUICK = Limits(size=2_000, connect=2, silence=0.3, whole=1.5, redirects=2, tries=2, pause=1)
LIST = b"name,source\nHengli Optics,Entity List\n"
DAY = "Thu, 16 Dec 2021 15:00:00 GMT"

Answer = Callable[["Publisher"], None]


class Publisher(BaseHTTPRequestHandler):
    """Answers each path as its table says."""

    answers: dict[str, Answer] = {}
    asked: list[tuple[str, dict[str, str]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        self.answers[self.path](self)

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests say what was asked."""


@contextmanager
def publishing(**answers: Answer) -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """A server on loopback that answers /<name>; its base address and what it was asked."""
    table = {f"/{path.replace('_', '.')}": answer for path, answer in answers.items()}
    handler = type("Handler", (Publisher,), {"answers": table, "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", handler.asked
    finally:
        server.shutdown()
        server.server_close()


def door_to(base: str) -> Door:
    return Door(frozenset(), private=frozenset((base.removeprefix("http://"),)))


def fetched(base: str, path: str, *, seen: Seen | None = None, waits: list[float] | None = None) -> Fetched | Unchanged:
    wait = (lambda seconds: None) if waits is None else waits.append
    return fetch(f"{base}/{path}", door=door_to(base), limits=QUICK, seen=seen, wait=wait)


def delivers(publisher: Publisher) -> None:
    publisher.send(200, LIST, ETag='"v7"', Last_Modified=DAY)


def test_a_file_comes_with_its_name_its_day_and_what_to_ask_with_next_time():
    with publishing(consolidated_csv=delivers) as (base, _):
        found = fetched(base, "consolidated.csv")

    assert isinstance(found, Fetched)
    assert (found.name, found.raw, found.seen) == ("consolidated.csv", LIST, Seen('"v7"', DAY))
    assert found.modified_on is not None and found.modified_on.isoformat() == "2021-12-16"


def test_what_was_seen_is_asked_with_and_nothing_newer_is_told_apart_from_nothing():
    with publishing(list_csv=lambda p: p.send(304)) as (base, asked):
        found = fetched(base, "list.csv", seen=Seen('"v7"', DAY))
        with pytest.raises(FetchFailed, match="answered 304"):
            fetched(base, "list.csv")

    assert found == Unchanged()
    assert asked[0][1]["if-none-match"] == '"v7"'
    assert asked[0][1]["if-modified-since"] == DAY
    assert asked[0][1]["accept-encoding"] == "identity"


def says_too_much(publisher: Publisher) -> None:
    publisher.send(200, b"x" * 5_000)


def says_too_much_in_parts(publisher: Publisher) -> None:
    publisher.send_response(200)
    publisher.end_headers()
    for _ in range(50):
        publisher.wfile.write(b"x" * 1_000)


def breaks_off(publisher: Publisher) -> None:
    publisher.send(200, LIST[:10], Content_Length=str(len(LIST)))


def falls_silent(publisher: Publisher) -> None:
    publisher.send(200, LIST[:10], Content_Length=str(len(LIST)))
    publisher.wfile.flush()
    threading.Event().wait(1)


def trickles(publisher: Publisher) -> None:
    publisher.send(200, b"", Content_Length=str(len(LIST)))
    for byte in LIST:
        publisher.wfile.write(bytes([byte]))
        publisher.wfile.flush()
        threading.Event().wait(0.2)


def is_no_server(publisher: Publisher) -> None:
    publisher.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")


def packs(publisher: Publisher) -> None:
    publisher.send(200, LIST, Content_Encoding="gzip")


@pytest.mark.parametrize(
    "answer, says, tries",
    [
        pytest.param(says_too_much, "more than 2000 bytes", 1, id="a file past the limit"),
        pytest.param(
            says_too_much_in_parts, "more than 2000 bytes", 1, id="a file past the limit, its length not said"
        ),
        pytest.param(breaks_off, "peer closed connection|complete message body", 2, id="a file that breaks off"),
        pytest.param(falls_silent, "took too long", 2, id="a publisher that falls silent"),
        pytest.param(trickles, "took too long", 2, id="a publisher that sends a byte at a time"),
        pytest.param(is_no_server, "illegal status line|disconnected", 2, id="something that is no web server"),
        pytest.param(packs, "sent gzip", 1, id="an encoding nobody asked for"),
        pytest.param(lambda p: p.send(200, b""), "sent nothing", 2, id="no byte"),
        pytest.param(lambda p: p.send(404, b"gone"), "answered 404", 1, id="not there"),
        pytest.param(lambda p: p.send(503), "answered 503", 2, id="not now"),
        pytest.param(lambda p: p.send(301), "answered 301", 1, id="sent on to nowhere"),
    ],
)
def test_what_is_not_delivered_is_a_named_failure(answer: Answer, says: str, tries: int):
    with publishing(list_csv=answer) as (base, asked), pytest.raises(FetchFailed, match=says):
        fetched(base, "list.csv")

    assert len(asked) == tries


def test_a_publisher_that_recovers_is_asked_again_after_the_time_it_asked_for():
    first = iter([lambda p: p.send(429, Retry_After="7"), delivers])
    waits: list[float] = []
    with publishing(list_csv=lambda p: next(first)(p)) as (base, _):
        found = fetched(base, "list.csv", waits=waits)

    assert isinstance(found, Fetched)
    assert waits == [7]


@pytest.mark.parametrize("asked, waited", [("86400", 60), ("-5", 1), ("soon", 1), ("9" * 400, 1)])
def test_no_publisher_makes_us_wait_past_a_minute(asked: str, waited: float):
    waits: list[float] = []
    with publishing(list_csv=lambda p: p.send(503, Retry_After=asked)) as (base, _), pytest.raises(FetchFailed):
        fetched(base, "list.csv", waits=waits)

    assert waits == [waited]


def test_a_redirect_is_followed_where_it_may_lead():
    with publishing(old_csv=lambda p: p.send(302, Location="/new.csv"), new_csv=delivers) as (base, _):
        found = fetched(base, "old.csv")

    assert isinstance(found, Fetched)
    assert found.name == "new.csv"


@pytest.mark.parametrize(
    "target, says",
    [
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 is not on the list of hosts"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://127.0.0.1/", "only http and https"),
        ("http://elsewhere.example/list.csv", "elsewhere.example is not on the list of hosts"),
        ("http://user:secret@127.0.0.1/list.csv", "with a login in it"),
        ("http://[::1", "not an address"),
        ("/again.csv", "more than 2 times"),
    ],
)
def test_a_redirect_that_leads_astray_is_refused(target: str, says: str):
    def leads(publisher: Publisher) -> None:
        publisher.send(302, Location=target)

    with publishing(list_csv=leads, again_csv=leads) as (base, asked), pytest.raises(FetchRefused, match=says) as told:
        fetched(base, "list.csv")

    assert "secret" not in str(told.value)
    assert len(asked) <= QUICK.redirects + 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_a_listed_host_that_leads_inside_is_refused_when_it_is_connected_to(host: str):
    with publishing(list_csv=delivers) as (base, asked):
        port = base.rsplit(":", 1)[1]
        door = Door(frozenset((host.strip("[]"),)))
        with pytest.raises((FetchRefused, FetchFailed), match=r"inside a private network|cannot be looked up"):
            fetch(f"http://{host}:{port}/list.csv", door=door, limits=QUICK, wait=lambda seconds: None)

    assert asked == []


def test_one_inner_number_among_outer_ones_refuses_them_all(monkeypatch: pytest.MonkeyPatch):
    rows = [(2, 1, 6, "", (number, 443)) for number in ("203.0.113.9", "93.184.216.34", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: rows)

    with pytest.raises(FetchRefused, match="inside a private network"):
        Door(frozenset(("lists.example",))).resolve("lists.example", 443)


@pytest.mark.parametrize(
    "number, public",
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("0.0.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:0a00:0001::1", False),
    ],
)
def test_which_numbers_belong_to_the_open_internet(number: str, public: bool):
    assert is_public(number) is public


def test_encryption_is_not_given_up_on_the_way():
    with publishing(list_csv=delivers) as (base, _):
        door = Door(frozenset(), private=frozenset((base.removeprefix("http://"),)))
        with pytest.raises(FetchFailed):  # the server speaks no TLS, and nothing falls back to plain text
            fetch(
                f"https://{base.removeprefix('http://')}/list.csv", door=door, limits=QUICK, wait=lambda seconds: None
            )

"""No request, however crafted, is answered with a crash: every page and API address under thousands of bad values.

The control at the end: a reader that believes what it is sent crashes on most of these very values, so they bite.
"""

from __future__ import annotations

import base64
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django_filters import FilterSet

from cases import filters as cases_filters
from cases import keys
from cases.keys import Scope
from cases.models import Supplier
from sanctions import filters as sanctions_filters
from tests.factories import a_hit, a_person
from tests.prove.scale import SCALE

pytestmark = [pytest.mark.prove, pytest.mark.django_db]

TEXTS = (
    "\0", "a\0b", "%00", "%", "%ff", "'", '"', "`;--", "\\", "../../etc/passwd", "{{7*7}}", "<script>",
    "\u202egnp.exe", "\u0000\ufffe", "\U0001f4a9", "e\u0301" * 300, "ﷺ" * 50, "𝕳𝖚𝖆𝖜𝖊𝖎", "\r\nSet-Cookie: a=b", " ",
    "-1", "0", "1e309", "NaN", "9" * 30, "99999999999999999999", "9223372036854775808", "0x10", "١٢", "²", "1_0",
    "2021-13-45", "0000-00-00", "9999-12-31", "10000-01-01", "2021-12-17T00:00:00+99:99", "0001-01-01T00:00:00+14:00",
    "true", "null", "[]", "{}", "__proto__", "id__in", "-", "--", "*", "a" * 5_000,
)  # fmt: skip
CURSORS = (
    b"p=%00", b"\xff\xfe", b"[]", b"{}", b"null", b"[1,2,3]", b'["2021-12-17T00:00:00+00:00", 9999999999999999999999]',
    b'["\\u0000", 1]', b"[true]", b"[1e999]", b"[-1]", b'["0001-01-01T00:00:00+00:00", 1]', b"[" * 300,
)  # fmt: skip
BODIES: tuple[bytes, ...] = (
    b"", b"{", b"[]", b"null", b'"name"', b"\xff\xfe", b"[" * 30_000, b'{"a":' * 12_000, b'{"name":"\\u0000"}',
    b'{"name":"\\ud800"}', b'{"name":NaN}', b'{"name":"a","name":"b"}', b'{"name":{"a":[1]}}', b'{"name":["Huawei"]}',
    b'{"name":"Huawei","limit":1e400}', b'{"name":"Huawei","threshold":"NaN"}', b'{"name":"Huawei","threshold":1e-320}',
    b'{"name":"Huawei","identifiers":[["a"]]}', b'{"name":"Huawei","identifiers":"lei:1"}', b"9" * 5_000,
    json.dumps({"name": "e\u0301" * 250}).encode(), json.dumps({"name": "ﷺ" * 500}).encode(),
    json.dumps({"name": "Huawei", "address": "\u202e" * 1_000}).encode(), b'{"name":"' + b"A" * 70_000 + b'"}',
)  # fmt: skip


HOUSE = ("name", "limit", "cursor", "page", "sort", "tab", "q", "next", "as_of", "known_at", "threshold")


@pytest.fixture
def desk(db: None) -> Client:
    """Somebody who may open everything, at a desk with a case; a crash is an answer like any other."""
    a_hit()
    client = Client(raise_request_exception=False)
    client.force_login(a_person("root", is_superuser=True, is_staff=True))
    return client


@pytest.fixture
def erp(db: None) -> Client:
    a_hit()
    key = keys.issue("ERP", scopes=tuple(Scope)).plain
    return Client(raise_request_exception=False, headers={"X-API-Key": key})


def routes() -> list[str]:
    """Every address the house answers, but the door out."""
    return sorted({route for route in _routes(get_resolver().url_patterns) if "logout" not in route})


def _routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern).removeprefix("^").removesuffix(r"\Z").removesuffix("$")
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route


def varies(route: str) -> bool:
    return "<" in route or "(" in route


def filled(route: str, chance: random.Random) -> str:
    """The address with something nobody meant in place of each part that varies."""
    steps = (quote(chance.choice(TEXTS), safe="") if varies(step) else step for step in route.split("/"))
    return "/" + "/".join(steps).replace("\\", "")


def parameters() -> list[str]:
    """The names of everything that may be asked for in a query."""
    rooms = (*vars(cases_filters).values(), *vars(sanctions_filters).values())
    sets = [kind for kind in rooms if isinstance(kind, type) and issubclass(kind, FilterSet)]
    return sorted({*HOUSE, *(name for kind in sets for name in kind.base_filters)})


def crashes(answers: Iterable[tuple[str, HttpResponse]], what: str) -> list[str]:
    """The requests that were answered with a crash, as "500 address"."""
    codes: Counter[int] = Counter()
    crashed = set()
    for question, answer in answers:
        codes[answer.status_code] += 1
        if answer.status_code >= 500:
            crashed.add(f"{answer.status_code} {question[:300]}")
    sys.stdout.write(f"{what}: {codes.total()} requests, answers by status {dict(sorted(codes.items()))}\n")
    return sorted(crashed)


def test_nothing_crashes_whatever_stands_in_its_address(desk: Client, erp: Client):
    chance = random.Random(1)

    def asked() -> Iterator[tuple[str, HttpResponse]]:
        for route in routes():
            client = erp if route.startswith("api/") else desk
            for _ in range(8 * SCALE if varies(route) else 1):
                address = filled(route, chance)
                yield address, client.get(address)
                yield f"POST {address}", client.post(address, {"reason": chance.choice(TEXTS)})

    assert crashes(asked(), "addresses") == []


def test_nothing_crashes_whatever_it_is_asked(desk: Client, erp: Client):
    chance = random.Random(2)
    asking = [f"/{route}" for route in routes() if not varies(route) and "/add/" not in route]

    def asked() -> Iterator[tuple[str, HttpResponse]]:
        for address, name in product(asking, parameters()):
            client = erp if address.startswith("/api/") else desk
            for text in chance.sample(TEXTS, min(2 * SCALE, len(TEXTS))):
                yield f"{address}?{name}={text!r}", client.get(address, {name: text})

    assert crashes(asked(), "parameters") == []


def test_nothing_crashes_on_a_forged_cursor(erp: Client):
    lists = [f"/{route}" for route in routes() if route.startswith("api/v1/") and not varies(route)]
    cursors = [base64.urlsafe_b64encode(raw).decode() for raw in CURSORS]

    asked = (
        (f"{address}?cursor={cursor}", erp.get(address, {"cursor": cursor}))
        for address, cursor in product(lists, [*cursors, *TEXTS])
    )

    assert crashes(asked, "cursors") == []


def test_nothing_crashes_on_a_body_that_is_no_question(erp: Client):
    asked = ((repr(body[:60]), erp.post("/api/v1/screen", body, content_type="application/json")) for body in BODIES)

    assert crashes(asked, "bodies") == []


@pytest.mark.parametrize("header", ["X-API-Key", "Authorization", "Accept", "Content-Type", "If-None-Match", "Host"])
def test_nothing_crashes_on_a_forged_header(header: str, erp: Client):
    if header == "Authorization":
        erp = Client(raise_request_exception=False)
    texts = [text.encode("utf-8", "replace").decode("latin-1") for text in TEXTS if not {"\r", "\n"} & set(text)]
    asked = ((f"{header}: {text!r}", erp.get("/api/v1/suppliers", headers={header: text})) for text in texts)

    assert crashes(asked, f"header {header}") == []


def test_the_control_that_believes_what_it_is_sent_crashes():
    def believing(text: str) -> Supplier | None:
        return Supplier.objects.filter(pk=int(text)).first()

    crashed = [text for text in TEXTS if raises(believing, text)]

    sys.stdout.write(f"control: {len(crashed)} of {len(TEXTS)} values crash a reader that trusts them\n")
    assert len(crashed) > len(TEXTS) / 2
    with pytest.raises(RecursionError):
        json.loads(b"[" * 30_000)


def raises(believing: Callable[[str], object], text: str) -> bool:
    try:
        believing(text)
    except ValueError:
        return True
    return False

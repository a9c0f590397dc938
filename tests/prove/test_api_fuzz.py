"""Whatever a client sends, the API answers in its own words and never breaks."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import keys
from cases.filters import CaseFilter, DecisionFilter, HitFilter, StatusFilter, SupplierFilter
from cases.keys import Scope
from sanctions.filters import DesignationFilter, EntityFilter, ListFilter, VersionFilter
from tests.factories import a_hit

pytestmark = pytest.mark.prove

FILTERS = {
    "suppliers": SupplierFilter,
    "statuses": StatusFilter,
    "cases": CaseFilter,
    "hits": HitFilter,
    "decisions": DecisionFilter,
    "lists": ListFilter,
    "lists/us-bis-el/versions": VersionFilter,
    "entities": EntityFilter,
    "designations": DesignationFilter,
}
PATIENT = settings(
    max_examples=1_500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
# Half characters cannot be written into an address; clients that try are cut off by the server.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
VALUES = st.one_of(
    TEXT,
    st.integers().map(str),
    st.floats().map(str),
    st.datetimes().map(str),
    st.sampled_from(["9" * 5_000, "1e999999999", "-", "true", "0001-01-01T00:00:00+23:59", "\x00", "../..", "%", "'"]),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4),
    max_leaves=12,
)
MEMBERS = st.sampled_from(["name", "kind", "country", "address", "identifiers", "limit", "threshold", "as_of", ""])


@pytest.fixture
def erp(db: None) -> Client:
    a_hit()
    return Client(headers={"X-API-Key": keys.issue("ERP", scopes=tuple(Scope)).plain})


def answer_is_in_order(answer: Any) -> bool:
    spoken = {"application/json", "application/problem+json"}
    return answer.status_code in {200, 400, 404, 405, 413} and answer["Content-Type"] in spoken and answer.json()


@st.composite
def questions(draw: st.DrawFn) -> str:
    address = draw(st.sampled_from(sorted(FILTERS)))
    names = st.sampled_from([*FILTERS[address].base_filters, "limit", "cursor"]) | TEXT
    return f"{address}?{urlencode(draw(st.lists(st.tuples(names, VALUES), max_size=4)))}"


@PATIENT
@given(question=questions())
def test_no_question_breaks_a_list(question: str, erp: Client):
    assert answer_is_in_order(erp.get(f"/api/v1/{question}"))


@PATIENT
@given(start=st.sampled_from(["", "suppliers/", "suppliers/by-external/", "cases/", "hits/", "lists/"]), rest=TEXT)
def test_no_address_breaks_the_api(start: str, rest: str, erp: Client):
    assert answer_is_in_order(erp.get(f"/api/v1/{start}{quote(rest, safe='/')}"))


@PATIENT
@given(question=st.dictionaries(MEMBERS, JSON, max_size=5).map(json.dumps) | JSON.map(json.dumps) | TEXT)
def test_no_body_breaks_a_question_to_the_lists(question: str, erp: Client):
    assert answer_is_in_order(erp.post("/api/v1/screen", data=question, content_type="application/json"))

"""Who gets in, and how every page is made."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Decision, SupplierCase
from sanctions.audit import Verb
from sanctions.models import AuditEvent
from tests.factories import (
    a_case,
    a_hit,
    a_listed_entity,
    a_person,
    a_supplier,
)
from tests.journeys.at_the_desk import (
    a_proposal,
    an_officer_at_the_desk,
    every_page,
    logged_in,
)

pytestmark = pytest.mark.django_db


def test_nobody_sees_a_page_without_logging_in():
    for page in every_page():
        answer = Client().get(page)

        assert answer.status_code == 302, page
        assert answer["Location"].startswith(reverse("login")), page


def test_a_person_without_a_role_is_refused_every_page():
    stranger = logged_in(a_person("stranger"))

    assert [stranger.get(page).status_code for page in every_page()] == [403] * 13


def test_a_reader_sees_every_page(reader: Client):
    assert [reader.get(page).status_code for page in every_page()] == [200] * 13


def test_a_reader_is_offered_nothing_to_decide_and_refused_when_trying(reader: Client):
    hit = a_hit()

    page = reader.get(hit.case.get_absolute_url()).content.decode()

    assert "Propose" not in page
    assert "you do not have" in page
    assert reader.post(reverse("case-propose", args=[hit.case.reference]), a_proposal(hit)).status_code == 403
    assert not Decision.objects.exists()


def test_every_step_in_a_case_is_a_post():
    client = logged_in(an_officer_at_the_desk())
    case = a_case()

    for step in ("claim", "unassign", "assign", "comment", "ask", "resume", "propose", "follow-up"):
        assert client.get(reverse(f"case-{step}", args=[case.reference])).status_code == 405, step


def test_a_step_without_the_forms_token_is_refused():
    officer = an_officer_at_the_desk()
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    case = a_case()

    assert client.post(reverse("case-claim", args=[case.reference])).status_code == 403
    assert SupplierCase.objects.get().assignee is None


def test_logging_in_and_out_stands_in_the_trail():
    a_person("officer")
    client = Client()

    client.post(reverse("login"), {"username": "officer", "password": "a long password"})
    client.post(reverse("logout"))

    assert list(AuditEvent.objects.values_list("verb", "actor")) == [
        (Verb.PERSON_LOGGED_IN, "officer"),
        (Verb.PERSON_LOGGED_OUT, "officer"),
    ]


def test_a_wrong_password_leaves_the_door_shut_and_the_name_in_its_field():
    a_person("officer")

    answer = Client().post(reverse("login"), {"username": "officer", "password": "guessed"})

    assert answer.status_code == 200
    assert 'value="officer"' in answer.content.decode()
    assert "_auth_user_id" not in answer.client.session


def test_the_door_sends_nobody_to_another_house():
    a_person("officer")

    answer = Client().post(
        reverse("login"), {"username": "officer", "password": "a long password", "next": "https://elsewhere.example/"}
    )

    assert answer["Location"] == "/"


def test_the_admin_has_no_door_of_its_own():
    assert Client().get("/admin/login/?next=/admin/")["Location"] == "/accounts/login/?next=/admin/"
    assert logged_in(a_person("reader2")).get("/admin/login/?next=/admin/").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/cases/C-1999-000001/",
        "/cases/C-%00/",
        "/suppliers/999999/",
        "/lists/us-bis-el/versions/99/",
        "/lists/us-bis-el/entities/NOBODY/",
        "/runs/999999/",
        "/suppliers/import/",
        "/notices/",
    ],
)
def test_what_does_not_exist_is_not_found(reader: Client, address: str):
    assert reader.get(address).status_code == 404


class Outline(HTMLParser):
    """What a strict policy and a screen reader care about."""

    def __init__(self) -> None:
        super().__init__()
        self.headings = 0
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.headings += tag == "h1"
        self.faults += [f"{tag} {name}" for name in named if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and not named.get("src")):
            self.faults.append(f"inline {tag}")
        if named.get("id"):
            self.ids.append(str(named["id"]))
        if tag == "label" and named.get("for"):
            self.labelled.add(str(named["for"]))
        if tag in ("input", "select", "textarea") and named.get("type") not in ("hidden", "submit"):
            self.fields.append((tag, named))


def outline_of(page: str) -> Outline:
    outline = Outline()
    outline.feed(page)
    return outline


def test_every_page_is_one_heading_and_holds_to_the_strict_policy():
    officer = logged_in(an_officer_at_the_desk())

    for address in [*every_page(), reverse("login")]:
        answer = officer.get(address) if address != reverse("login") else Client().get(address)
        outline = outline_of(answer.content.decode())
        assert outline.headings == 1, address
        assert outline.faults == [], address
        assert len(outline.ids) == len(set(outline.ids)), address
        assert "unsafe" not in answer["Content-Security-Policy"], address


def test_every_field_of_every_page_has_its_label():
    officer = logged_in(an_officer_at_the_desk())

    for address in every_page():
        outline = outline_of(officer.get(address).content.decode())
        bare = [named for _, named in outline.fields if named.get("id") not in outline.labelled]
        assert [named for named in bare if "data-keys-off" not in named] == [], address


def test_names_from_outside_are_shown_and_never_run():
    evil = '<script>alert("x")</script> 深圳'
    supplier = a_supplier(evil)
    hit = a_hit(a_case(supplier, why=evil), a_listed_entity(evil), via=evil)
    officer = logged_in(an_officer_at_the_desk())

    for address in (
        *("/", "/cases/", hit.case.get_absolute_url(), "/suppliers/", supplier.get_absolute_url(), "/runs/"),
        *(
            hit.listed_entity.get_absolute_url(),
            hit.run.get_absolute_url(),
            "/cases/?q=" + evil,
            "/screen/?name=" + evil,
        ),
    ):
        assert "<script>alert" not in officer.get(address).content.decode(), address


def test_a_name_in_another_script_says_its_language(reader: Client):
    supplier = a_supplier("华海通信国际有限公司")

    page = reader.get(supplier.get_absolute_url()).content.decode()

    assert '<bdi lang="zh">华海通信国际有限公司</bdi>' in page


def test_the_rail_offers_only_what_one_may_open():
    page = logged_in(a_person("buyer", permissions=("cases.view_supplier", "cases.view_suppliercase"))).get("/")

    rail = re.findall(r'<li><a href="([^"]+)"', page.content.decode())
    assert rail == ["/", "/cases/", "/suppliers/"]

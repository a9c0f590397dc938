"""Lists, suppliers, runs and one question: what may be believed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Hit
from sanctions.models import AuditEvent, VersionState
from tests.factories import (
    a_case,
    a_hit,
    a_listed_entity,
    a_run,
    a_supplier,
    an_active_version,
    an_approver,
    an_officer,
)
from tests.journeys.at_the_desk import (
    a_held_version,
    an_approver_at_the_desk,
    logged_in,
)

pytestmark = pytest.mark.django_db


def test_a_held_version_wants_a_reason_and_comes_into_force():
    held = a_held_version()
    client = logged_in(an_approver_at_the_desk())
    address = reverse("version-release", args=[held.list_id, held.number])

    wordless = client.post(address, {"release-text": ""})
    told = client.post(address, {"release-text": "The authority confirmed it."})

    assert (wordless.status_code, told.status_code) == (422, 302)
    held.refresh_from_db()
    assert (held.state, held.decided_reason) == (VersionState.ACTIVE, "The authority confirmed it.")


def test_a_held_version_is_rejected_and_the_one_before_stays():
    held = a_held_version()

    logged_in(an_approver_at_the_desk()).post(
        reverse("version-reject", args=[held.list_id, held.number]), {"reject-text": "A broken file."}
    )

    held.refresh_from_db()
    assert held.state == VersionState.REJECTED
    assert held.list.active_version.number == 1


def test_whoever_loaded_a_held_version_does_not_decide_on_it():
    held = a_held_version(loaded_by="approver")
    client = logged_in(an_approver_at_the_desk())

    page = client.get(reverse("version", args=[held.list_id, held.number])).content.decode()
    tried = client.post(reverse("version-release", args=[held.list_id, held.number]), {"release-text": "typed"})

    assert "You loaded it, so another person decides." in page
    assert tried.status_code == 409
    assert "another person decides" in tried.content.decode()


def test_a_version_shows_first_whom_its_changes_touch(reader: Client):
    nobody, touched = a_listed_entity("Aaa Nobody Ltd"), a_listed_entity("Zzz Touched Ltd")
    version = an_active_version()
    for entity in (nobody, touched):
        version.changes.create(entity=entity, change="added", after=entity.current)
    hit = a_hit(entity=touched)

    answer = reader.get(reverse("version", args=[version.list_id, version.number]))

    assert [row.change.entity for row in answer.context["rows"]] == [touched, nobody]
    assert hit.supplier.name in answer.content.decode()
    assert "86 FR 71557" in answer.content.decode()


def test_a_field_that_changed_stands_with_before_and_after(reader: Client):
    entity = a_listed_entity()
    version = an_active_version()
    fields = [{"field": "licence_policy", "before": "Case by case", "after": "Presumption of denial"}]
    version.changes.create(entity=entity, change="amended", after=entity.current, fields=fields)

    page = reader.get(reverse("version", args=[version.list_id, version.number])).content.decode()

    assert "<b>Licence policy</b> <del>Case by case</del>" in page
    assert "<ins>Presumption of denial</ins>" in page


def test_an_unscreened_supplier_never_looks_clear(reader: Client):
    supplier = a_supplier("Never Screened Ltd")

    page = reader.get(supplier.get_absolute_url()).content.decode()
    listed = reader.get("/suppliers/", {"standing": "unscreened"}).content.decode()

    assert "Not screened yet" in page
    assert "Unknown: do not rely on it" in page
    assert "Never Screened Ltd" in listed


def test_a_supplier_that_cannot_be_screened_is_named_with_the_reason(reader: Client):
    supplier = a_supplier(screening_error="its name field holds 41,000 characters")

    page = reader.get(supplier.get_absolute_url()).content.decode()

    assert "could not be screened" in page
    assert "its name field holds 41,000 characters" in page


def test_a_question_is_answered_and_stored_nowhere(reader: Client):
    a_listed_entity("HMN International Co., Ltd")

    answer = reader.get("/screen/", {"name": "HMN International", "country": "China"})

    page = answer.content.decode()
    assert "HMN International Co., Ltd" in page
    assert "Sell: licence" in page
    assert "Entity List 1" in page  # the version the answer rests on
    assert not Hit.objects.exists()
    assert not AuditEvent.objects.exists()


def test_no_match_is_an_answer_only_with_the_lists_it_rests_on(reader: Client):
    a_listed_entity()

    page = reader.get("/screen/", {"name": "Bakery Sunshine"}).content.decode()

    assert "No listed party is alike enough" in page
    assert "Entity List 1" in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "(...)"}, "No letter or digit of this name"),
        ({"name": "HMN", "country": "Atlantis"}, "is no country we know"),
        ({"name": "HMN", "identifier": "12345"}, "Write scheme:value"),
    ],
)
def test_a_question_that_cannot_be_asked_comes_back_as_it_was(reader: Client, asked: dict[str, str], sentence: str):
    answer = reader.get("/screen/", asked)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert all(value in answer.content.decode() for value in asked.values())


def test_a_run_that_set_a_supplier_aside_names_it_before_anything_else(reader: Client):
    supplier = a_supplier("Poison Row Ltd", screening_error="ValueError: too long")
    run = a_run()
    run.chunks.create(shape="by_supplier", lo=supplier.pk, hi=supplier.pk, state="failed", error="ValueError")

    page = reader.get(run.get_absolute_url()).content.decode()

    assert page.index("Poison Row Ltd") < page.index("Progress")
    assert "stays marked unscreened, not clear" in page


def test_first_use_says_what_to_do(reader: Client):
    assert "First load lists and import suppliers" in reader.get("/").content.decode()
    assert "No list is loaded" in reader.get("/lists/").content.decode()
    assert "No supplier is here yet" in reader.get("/suppliers/").content.decode()
    assert "Nothing has been screened yet" in reader.get("/runs/").content.decode()


def test_an_officers_rights_taken_away_are_gone_at_once():
    officer = an_officer("leaver")
    client = logged_in(officer)
    case = a_case()
    officer.user_permissions.clear()

    assert client.post(reverse("case-claim", args=[case.reference])).status_code == 403


def test_the_approver_of_the_factories_may_see_a_case():
    hit = a_hit()

    assert logged_in(an_approver()).get(hit.case.get_absolute_url()).status_code == 200

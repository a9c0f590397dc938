"""The admin of the lists' side: what is typed becomes a version, what an authority says is only read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from sanctions.audit import Verb
from sanctions.canonical import from_canonical
from sanctions.diff import Change
from sanctions.models import (
    AuditEvent,
    Designation,
    EffectRule,
    EntityChange,
    EntityRevision,
    ListedEntity,
    ListVersion,
    Policy,
    RestrictedList,
    VersionState,
)
from sanctions.records import NameKind
from tests.factories import a_colleague, a_hit, a_listed_entity, a_person, an_active_version
from tests.journeys.at_the_desk import a_held_version, logged_in

pytestmark = pytest.mark.django_db

ADD_ENTITY = "/admin/sanctions/listedentity/add/"
XSS = "<script>alert(1)</script>"


def typed(**fields: str) -> dict[str, str]:
    """What a person types for one entry of the house's own list."""
    plain = {
        "name": "Riverbend Trading Ltd",
        "kind": "company",
        "aliases": "fka: Old River Ltd\nweak aka: RTL",
        "parent": "",
        "countries": "China, DE",
        "addresses": "1 Quay Road, Ningbo",
        "identifiers": "uscc:91310000MA1K4XXXXX",
        "birth_dates": "",
        "remarks": "Seen at the fair.",
        "measure": "house",
        "programme": "Own decision",
        "citations": "Board minutes 7",
        "listed_on": "2021-12-17",
        "effective_on": "2021-12-17",
        "ended_on": "",
        "divest_by": "",
        "licence_requirement": "",
        "licence_policy": "",
        "licence_policy_class": "not_stated",
        "source_url": "",
        "seen": "",
    }
    return {**plain, **fields}


@pytest.fixture
def typist() -> Client:
    return logged_in(a_colleague("data_entry", "typist"))


@pytest.fixture
def everybody() -> Client:
    """Somebody with every right there is: what is refused here is refused to all."""
    return logged_in(a_person("root", is_staff=True, is_superuser=True))


def entered(client: Client, **fields: str) -> ListedEntity:
    answer = client.post(ADD_ENTITY, typed(**fields))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return ListedEntity.objects.get(list_id="house", name=fields.get("name", "Riverbend Trading Ltd"))


def page_of(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def changelist(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def words_of(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def edit(client: Client, entity: ListedEntity, **fields: str) -> Any:
    last = entity.revisions.order_by("-pk").values_list("pk", flat=True).first()
    return client.post(page_of(entity), {**typed(seen=str(last)), **fields})


# Typing


def test_a_typed_entry_is_a_version_of_the_houses_list_with_its_diff_and_its_line_in_the_trail(typist: Client):
    entity = entered(typist)

    version = ListVersion.objects.get(list_id="house")
    assert (version.state, version.number, version.added) == (VersionState.ACTIVE, 1, 1)
    assert version.run_versions.count() == 0, "without a run it is outstanding, and the worker finds it"
    assert EntityChange.objects.get(version=version).change == Change.ADDED
    event = AuditEvent.objects.get(verb=Verb.HOUSE_ENTERED)
    assert (event.actor, event.object_id) == ("typist", str(entity.pk))


def test_everything_typed_stands_in_the_entry(typist: Client):
    entity = entered(typist)

    record = from_canonical(entity.current.canonical)
    assert [(n.text, n.kind) for n in record.names] == [
        ("Riverbend Trading Ltd", NameKind.PRIMARY),
        ("Old River Ltd", NameKind.FKA),
        ("RTL", NameKind.AKA),
    ]
    assert record.countries == ("CN", "DE")
    assert [(i.scheme, i.value) for i in record.identifiers] == [("uscc", "91310000MA1K4XXXXX")]
    [act] = record.designations
    assert (act.programme, act.citations, str(act.listed_on)) == ("Own decision", ("Board minutes 7",), "2021-12-17")


def test_whoever_types_is_told_when_suppliers_are_screened(typist: Client):
    answer = typist.post(ADD_ENTITY, typed(), follow=True)

    assert "version 1" in words_of(answer)
    assert "half a minute" in words_of(answer)


def test_an_edited_entry_is_amended_in_a_new_version(typist: Client):
    entity = entered(typist)

    answer = edit(typist, entity, name="Riverbend Trading (Ningbo) Ltd")

    assert answer.status_code == 302
    entity.refresh_from_db()
    change = EntityChange.objects.get(version__number=2)
    assert (entity.name, change.change) == ("Riverbend Trading (Ningbo) Ltd", Change.AMENDED)
    assert [part["field"] for part in change.fields] == ["name"]


def test_saving_what_stands_already_makes_no_version(typist: Client):
    entity = entered(typist)

    answer = typist.post(page_of(entity), {**typed(seen=str(entity.current_id))}, follow=True)

    assert ListVersion.objects.filter(list_id="house").count() == 1
    assert "stays at its version" in words_of(answer)


def test_the_edit_page_holds_what_was_typed(typist: Client):
    entity = entered(typist)

    form = typist.get(page_of(entity)).context["adminform"].form

    kept = {name: form[name].value() for name in ("name", "aliases", "countries", "identifiers", "citations")}
    assert kept == {
        "name": "Riverbend Trading Ltd",
        "aliases": "fka: Old River Ltd\nweak aka: RTL",
        "countries": "CN, DE",
        "identifiers": "uscc:91310000MA1K4XXXXX",
        "citations": "Board minutes 7",
    }


def test_nobody_undoes_what_another_person_typed_meanwhile(typist: Client):
    entity = entered(typist)
    opened = str(entity.current_id)
    edit(typist, entity, remarks="Closed down.")

    answer = typist.post(page_of(entity), typed(seen=opened, remarks="Moved."))

    assert "has changed since you opened it" in answer.content.decode()
    assert ListVersion.objects.filter(list_id="house").count() == 2


def test_what_the_form_does_not_ask_for_outlives_an_edit(typist: Client):
    entity = entered(typist)
    typist.post("/admin/sanctions/designation/add/", {**typed(programme="Second act"), "entity": entity.pk})
    entity.refresh_from_db()

    edit(typist, entity, name="Riverbend Trading SE")

    entity.refresh_from_db()
    acts = from_canonical(entity.current.canonical).designations
    assert [act.programme for act in acts] == ["Own decision", "Second act"]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"name": "  "}, "This field is required"),
        ({"aliases": "Old River Ltd"}, "begin with aka, fka, nka, dba"),
        ({"countries": "Atlantis"}, "No country we know: Atlantis"),
        ({"identifiers": "91310000"}, "write scheme:value"),
        ({"ended_on": "2020-01-01"}, "cannot end before it takes effect"),
        ({"effective_on": "", "ended_on": "2020-01-01"}, "before it begins"),
        ({"aliases": "aka: " + "x" * 1001}, "1001 characters"),
    ],
)
def test_an_entry_no_list_would_hold_is_refused_and_keeps_what_was_typed(
    typist: Client, fields: dict[str, str], refusal: str
):
    answer = typist.post(ADD_ENTITY, typed(**fields))

    assert answer.status_code == 200
    assert refusal in answer.content.decode()
    assert "Seen at the fair." in answer.content.decode()
    assert ListedEntity.objects.count() == 0


def test_one_more_designation_is_typed_for_an_entry_of_the_house(typist: Client):
    entity = entered(typist)

    answer = typist.post(
        "/admin/sanctions/designation/add/",
        {**typed(measure="investment_ban", programme="Second act"), "entity": entity.pk},
    )

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    entity.refresh_from_db()
    acts = Designation.objects.filter(revision=entity.current).values_list("measure", "programme")
    assert list(acts) == [("house", "Own decision"), ("investment_ban", "Second act")]
    assert ListVersion.objects.filter(list_id="house").count() == 2


def test_the_same_designation_is_not_typed_twice(typist: Client):
    entity = entered(typist)

    answer = typist.post("/admin/sanctions/designation/add/", {**typed(), "entity": entity.pk})

    assert "bears exactly this designation already" in answer.content.decode()


def test_a_designation_cannot_be_typed_for_an_entry_of_an_authority(typist: Client):
    listed = a_listed_entity()

    answer = typist.post("/admin/sanctions/designation/add/", {**typed(), "entity": listed.pk})

    assert answer.status_code == 200
    assert "entity" in answer.context["adminform"].form.errors


def test_a_typed_entry_is_withdrawn_with_a_reason_and_put_back_by_saving_it(typist: Client):
    entity = entered(typist)
    chosen = {"action": "withdraw", "_selected_action": entity.pk}

    asked = typist.post(changelist(ListedEntity), chosen)
    answer = typist.post(changelist(ListedEntity), {**chosen, "apply": "yes", "text": "Sold."}, follow=True)

    entity.refresh_from_db()
    assert "Why it is withdrawn" in asked.content.decode()
    assert "is withdrawn with version 2" in words_of(answer)
    assert entity.current_id is None
    edit(typist, entity)
    entity.refresh_from_db()
    assert entity.current_id is not None


def test_an_entry_of_an_authority_is_not_withdrawn(typist: Client):
    listed = a_listed_entity()

    answer = typist.post(
        changelist(ListedEntity),
        {"action": "withdraw", "_selected_action": listed.pk, "apply": "yes", "text": "x"},
        follow=True,
    )

    assert "only entries of the list 'house' are withdrawn by hand" in words_of(answer)


def test_a_name_is_text_wherever_it_is_shown(typist: Client):
    entity = entered(typist, name=f"{XSS} Ltd", aliases=f"aka: {XSS} GmbH", remarks=XSS, programme=XSS, citations=XSS)

    for address in (page_of(entity), changelist(ListedEntity), changelist(Designation), page_of(entity.current)):
        page = typist.get(address).content.decode()
        assert XSS not in page, address
        assert "&lt;script&gt;" in page, address


# Reading


def test_an_entry_of_an_authority_is_read_with_all_that_is_said_of_it(everybody: Client):
    listed = a_listed_entity("HMN International Co., Ltd", formerly=("Huawei Marine Networks",))

    page = everybody.get(page_of(listed)).content.decode()

    assert "Huawei Marine Networks" in page
    assert "f.k.a." in page
    assert "86 FR 71557" in page
    assert 'name="_save"' not in page


def every_row() -> list[Any]:
    """One row of every kind that only services write."""
    hit = a_hit()
    version = an_active_version()
    EntityChange.objects.create(version=version, entity=hit.listed_entity, change="added")
    rule, policy, person = EffectRule.objects.first(), Policy.objects.first(), a_person("somebody")
    return [
        *(version.list, version, hit.listed_entity, hit.revision, EntityChange.objects.get()),
        *(hit.listed_entity.current.designations.get(), rule, policy, hit, hit.case, hit.run),
        Group.objects.get_or_create(name=person.username)[0],
    ]


def test_what_services_write_cannot_be_changed_by_anybody(everybody: Client):
    for row in every_row():
        assert everybody.get(page_of(row)).status_code == 200, row
        assert everybody.post(page_of(row), {"name": "changed"}).status_code == 403, row


@pytest.mark.parametrize(
    "model", [RestrictedList, ListVersion, EntityRevision, EntityChange, EffectRule, Policy, AuditEvent]
)
def test_what_services_write_cannot_be_added_by_anybody(everybody: Client, model: Any):
    name = f"{model._meta.app_label}_{model._meta.model_name}"

    assert everybody.get(changelist(model)).status_code == 200
    assert everybody.get(reverse(f"admin:{name}_add")).status_code == 403


def test_nothing_is_deleted_in_the_admin_by_anybody(everybody: Client):
    for row in [*every_row(), User.objects.get(username="somebody"), AuditEvent.objects.first()]:
        if row is None:
            continue
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}_delete"
        assert everybody.post(reverse(name, args=[row.pk]), {"post": "yes"}).status_code == 403, row


@pytest.mark.parametrize("model", admin.site._registry, ids=str)
def test_no_list_of_the_admin_offers_to_delete(everybody: Client, model: Any):
    chosen = {"action": "delete_selected", "_selected_action": ["1"], "index": "0"}

    page = everybody.get(changelist(model)).content.decode()
    everybody.post(changelist(model), chosen)

    assert "delete_selected" not in page
    assert 'class="deletelink"' not in page


def test_the_history_of_a_row_is_its_trail_for_those_who_may_read_the_trail(typist: Client):
    entity = entered(typist)
    history = reverse("admin:sanctions_listedentity_history", args=[entity.pk])

    page = logged_in(a_colleague("auditor")).get(history).content.decode()

    assert "house.entered" in page
    assert "typist" in page
    assert typist.get(history).status_code == 403


def test_the_admin_bears_the_name_of_the_house_and_loads_nothing_inline(everybody: Client):
    answer = everybody.get("/admin/")

    page = answer.content.decode()
    assert "Cordon" in page
    assert "Recent actions" not in page
    assert "unsafe" not in answer["Content-Security-Policy"]


# A second person's word


def test_a_held_version_is_rejected_with_a_reason():
    held = a_held_version()
    approver = logged_in(a_colleague("approver", "second"))
    chosen = {"action": "reject", "_selected_action": held.pk}

    asked = approver.post(changelist(ListVersion), chosen)
    approver.post(changelist(ListVersion), {**chosen, "apply": "yes", "text": "A torn file."})

    held.refresh_from_db()
    assert "A torn file." not in asked.content.decode()
    assert 'name="text"' in asked.content.decode()
    assert (held.state, held.decided_by.username) == (VersionState.REJECTED, "second")
    assert AuditEvent.objects.filter(verb=Verb.LIST_REJECTED, actor="second").exists()


def test_a_held_version_is_released_with_a_reason():
    held = a_held_version()
    approver = logged_in(a_colleague("approver"))

    approver.post(
        changelist(ListVersion),
        {"action": "release", "_selected_action": held.pk, "apply": "yes", "text": "The publisher confirms it."},
    )

    held.refresh_from_db()
    assert held.state == VersionState.ACTIVE


@pytest.mark.parametrize("action", ["release", "reject"])
def test_whoever_loaded_a_version_does_not_decide_it_in_the_admin_either(action: str):
    held = a_held_version(loaded_by="second")
    approver = logged_in(a_colleague("approver", "second"))

    answer = approver.post(
        changelist(ListVersion),
        {"action": action, "_selected_action": held.pk, "apply": "yes", "text": "Fine."},
        follow=True,
    )

    held.refresh_from_db()
    assert "another person decides" in words_of(answer)
    assert held.state == VersionState.HELD


def test_a_held_version_is_not_decided_without_a_reason():
    held = a_held_version()
    approver = logged_in(a_colleague("approver"))

    answer = approver.post(
        changelist(ListVersion), {"action": "release", "_selected_action": held.pk, "apply": "yes", "text": " "}
    )

    held.refresh_from_db()
    assert "This field is required" in answer.content.decode()
    assert held.state == VersionState.HELD


def test_an_officer_is_not_offered_to_decide_a_held_version():
    held = a_held_version()
    officer = logged_in(a_colleague("officer"))

    officer.post(
        changelist(ListVersion),
        {"action": "release", "_selected_action": held.pk, "apply": "yes", "text": "Fine."},
    )

    held.refresh_from_db()
    assert held.state == VersionState.HELD
    assert "Release a held version" not in officer.get(changelist(ListVersion)).content.decode()


# Doors


@pytest.mark.parametrize("role", ["officer", "approver", "auditor"])
def test_only_data_entry_types_entries(role: str):
    client = logged_in(a_colleague(role))

    assert client.get(ADD_ENTITY).status_code == 403
    assert client.post(ADD_ENTITY, typed()).status_code == 403
    assert client.get(changelist(ListedEntity)).status_code == 200


def test_the_admin_is_closed_to_whoever_is_not_staff():
    assert logged_in(a_person("visitor")).get("/admin/").status_code in (302, 403)


# People


def a_change(person: User, **fields: str) -> dict[str, Any]:
    plain = {"username": person.username, "first_name": "", "last_name": "", "email": "", "is_active": "on"}
    return {**plain, **fields}


def test_giving_a_person_a_role_stands_in_the_trail():
    administrator = logged_in(a_colleague("admin", "administrator"))
    person = a_person("newcomer")
    officer = a_colleague("officer").groups.get()

    answer = administrator.post(page_of(person), {**a_change(person), "groups": [officer.pk]})

    assert answer.status_code == 302
    event = AuditEvent.objects.get(verb=Verb.PERSON_EDITED)
    assert (event.actor, json.loads(event.payload)["groups"]) == ("administrator", ["officer"])


def test_nobody_gives_themselves_a_role():
    me = a_colleague("admin", "administrator")
    approver = a_colleague("approver").groups.get()

    logged_in(me).post(page_of(me), {**a_change(me), "is_staff": "on", "groups": [approver.pk]})

    assert [group.name for group in me.groups.all()] == ["admin"]


def test_an_administrator_does_not_touch_somebody_with_every_right():
    root = a_person("root", is_superuser=True, is_staff=True)
    administrator = logged_in(a_colleague("admin"))
    password = reverse("admin:auth_user_password_change", args=[root.pk])

    assert administrator.post(page_of(root), a_change(root)).status_code == 403
    assert administrator.get(password).status_code == 403


def test_a_user_name_stays_because_the_trail_knows_people_by_it():
    administrator = logged_in(a_colleague("admin"))
    person = a_person("newcomer")

    administrator.post(page_of(person), a_change(person, username="oldtimer"))

    person.refresh_from_db()
    assert person.username == "newcomer"


def test_nobody_is_made_superuser_by_a_form():
    administrator = logged_in(a_colleague("admin"))
    person = a_person("newcomer")

    administrator.post(page_of(person), {**a_change(person), "is_superuser": "on"})

    person.refresh_from_db()
    assert not person.is_superuser


def test_a_new_password_stands_in_the_trail_without_its_words():
    administrator = logged_in(a_colleague("admin"))
    person = a_person("newcomer")
    word = "harbour-lantern-27"

    administrator.post(
        reverse("admin:auth_user_password_change", args=[person.pk]),
        {"password1": word, "password2": word, "usable_password": "true", "set-password": "1"},
    )

    person.refresh_from_db()
    event = AuditEvent.objects.get(verb=Verb.PERSON_EDITED)
    assert person.check_password(word)
    assert word not in event.payload
    assert "password" in event.payload

"""The second seat and the typing of suppliers: the admin calls the same services and is refused what they refuse."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import keys, workflow
from cases.keys import Scope
from cases.models import (
    ActingEntity,
    ApiKey,
    Decision,
    DecisionState,
    Disposition,
    Hit,
    Outcome,
    ScreeningRun,
    Supplier,
    SupplierCase,
)
from cases.transitions import CaseState
from sanctions.audit import Verb
from sanctions.models import AuditEvent, EntityChange, ListedEntity, ListVersion
from tests.factories import a_case, a_colleague, a_hit, a_listed_entity, a_supplier
from tests.journeys.at_the_desk import a_proposal, logged_in, proposed
from tests.sanctions.test_admin import changelist, page_of, words_of

pytestmark = pytest.mark.django_db

ADD_SUPPLIER = "/admin/cases/supplier/add/"
CASES = "/admin/cases/suppliercase/"
XSS = "<script>alert(1)</script>"


@pytest.fixture
def officer() -> User:
    return a_colleague("officer", "officer")


@pytest.fixture
def approver() -> User:
    return a_colleague("approver", "approver")


@pytest.fixture
def typist() -> Client:
    return logged_in(a_colleague("data_entry", "typist"))


def step(person: User, action: str, /, *cases: SupplierCase, **fields: Any) -> Any:
    """What the admin answers to an action on some cases, shown to the end."""
    chosen = {"action": action, "_selected_action": [case.pk for case in cases], **fields}
    return logged_in(person).post(CASES, chosen, follow=True)


def applied(person: User, action: str, /, *cases: SupplierCase, **fields: Any) -> Any:
    """The same from the page in between."""
    return step(person, action, *cases, apply="yes", **fields)


# Claiming and assigning


def test_an_officer_claims_cases(officer: User):
    one, two = a_case(), a_case()

    answer = step(officer, "claim", one, two)

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.assignee, two.assignee) == (officer, officer)
    assert f"{one} is yours." in words_of(answer)


def test_a_case_somebody_has_is_not_claimed(officer: User, approver: User):
    case = a_case()
    workflow.claim(case, by=approver)

    answer = step(officer, "claim", case)

    case.refresh_from_db()
    assert "is with approver" in words_of(answer)
    assert case.assignee == approver


def test_the_buyer_of_a_supplier_does_not_work_on_its_case(officer: User):
    case = a_case(a_supplier(buyer="officer"))

    answer = step(officer, "claim", case)

    case.refresh_from_db()
    assert "buys from this supplier" in words_of(answer)
    assert case.assignee is None


def test_assigning_asks_for_the_person_first(officer: User, approver: User):
    case = a_case()

    asked = step(officer, "assign", case)
    answer = applied(officer, "assign", case, person=approver.pk)

    case.refresh_from_db()
    assert 'name="person"' in asked.content.decode()
    assert f"{case} is with approver." in words_of(answer)
    assert case.assignee == approver


def test_a_case_is_not_assigned_to_somebody_who_may_not_work_on_it(officer: User):
    case, auditor = a_case(), a_colleague("auditor", "auditor")

    applied(officer, "assign", case, person=auditor.pk)

    case.refresh_from_db()
    assert case.assignee is None


def test_a_case_is_not_assigned_to_its_buyer(officer: User, approver: User):
    case = a_case(a_supplier(buyer="approver"))

    answer = applied(officer, "assign", case, person=approver.pk)

    assert "buys from this supplier" in words_of(answer)


# Proposing


def test_proposing_shows_every_hit_and_every_dealing_at_stake(officer: User):
    hit = a_hit(a_case(a_supplier(dealings=["buy", "sell"])))

    page = step(officer, "propose", hit.case).content.decode()

    assert f'name="finding_{hit.pk}"' in page
    assert 'name="outcome_buy"' in page
    assert hit.listed_entity.name in page


def test_an_officer_proposes_a_decision(officer: User):
    hit = a_hit(a_case(a_supplier(dealings=["buy", "sell"])))

    answer = applied(officer, "propose", hit.case, **a_proposal(hit))

    decision = Decision.objects.get()
    assert "proposed. A second person has to agree" in words_of(answer)
    assert (decision.state, decision.proposed_by) == (DecisionState.PROPOSED, officer)
    assert decision.dealings["sell"] == Outcome.LICENCE
    assert decision.findings.get().disposition == Disposition.TRUE_MATCH


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ({"reason": " "}, "This field is required"),
        ({"finding": ""}, "Say what you found about this hit"),
        ({"finding": Disposition.FALSE_POSITIVE}, "needs what contradicts it"),
    ],
)
def test_an_incomplete_proposal_is_refused(officer: User, answers: dict[str, str], refusal: str):
    hit = a_hit(a_case(a_supplier(dealings=["buy", "sell"])))
    named = {f"finding_{hit.pk}" if name == "finding" else name: value for name, value in answers.items()}

    answer = applied(officer, "propose", hit.case, **{**a_proposal(hit), **named})

    assert refusal in answer.content.decode()
    assert Decision.objects.count() == 0


def test_a_proposal_on_a_case_that_changed_meanwhile_is_refused_and_keeps_its_words(officer: User, approver: User):
    hit = a_hit(a_case(a_supplier(dealings=["buy", "sell"])))
    seen = a_proposal(hit)
    workflow.claim(hit.case, by=approver)

    answer = applied(officer, "propose", hit.case, **seen)

    page = answer.content.decode()
    assert "has changed since you opened it" in words_of(answer)
    assert "The former name and the address agree." in page
    assert Decision.objects.count() == 0


def test_nobody_proposes_while_a_proposal_waits(officer: User, approver: User):
    hit = a_hit()
    proposed(hit, by=officer)

    answer = step(approver, "propose", hit.case)

    assert "Cannot propose" in words_of(answer)


def test_one_decision_is_proposed_at_a_time(officer: User):
    answer = step(officer, "propose", a_hit().case, a_hit().case)

    assert "one case at a time" in words_of(answer)


# Judging


def test_an_approver_sees_the_proposal_before_agreeing(officer: User, approver: User):
    hit = a_hit()
    proposed(hit, by=officer)

    answer = step(approver, "approve", hit.case)

    page = answer.content.decode()
    hit.case.refresh_from_db()
    assert "The former name agrees." in page
    assert "True match" in page
    assert hit.case.state == CaseState.SECOND_REVIEW


def test_a_second_person_approves_and_the_case_is_closed(officer: User, approver: User):
    hit = a_hit()
    decision = proposed(hit, by=officer)

    answer = applied(approver, "approve", hit.case, decision=decision.pk)

    hit.refresh_from_db()
    hit.case.refresh_from_db()
    assert "is decided and closed" in words_of(answer)
    assert hit.case.state == CaseState.CLOSED
    assert hit.disposition == Disposition.TRUE_MATCH
    assert AuditEvent.objects.get(verb=Verb.DECISION_APPROVED).actor == "approver"


def test_nobody_approves_their_own_proposal_in_the_admin_either(approver: User):
    hit = a_hit()
    decision = proposed(hit, by=approver)

    answer = applied(approver, "approve", hit.case, decision=decision.pk)

    hit.case.refresh_from_db()
    assert "another person must approve it" in words_of(answer)
    assert hit.case.state == CaseState.SECOND_REVIEW


def test_what_is_approved_is_what_was_shown(officer: User, approver: User):
    hit = a_hit()
    shown = proposed(hit, by=officer)
    workflow.withdraw(shown, by=officer)
    hit.case.refresh_from_db()
    proposed(hit, by=officer)

    answer = applied(approver, "approve", hit.case, decision=shown.pk)

    hit.case.refresh_from_db()
    assert "has changed since you opened it" in words_of(answer)
    assert hit.case.state == CaseState.SECOND_REVIEW


def test_a_decision_of_another_case_is_not_approved_under_a_chosen_one(officer: User, approver: User):
    chosen, other = a_hit(), a_hit()
    proposed(chosen, by=officer)
    decision = proposed(other, by=officer)

    applied(approver, "approve", chosen.case, decision=decision.pk)

    other.case.refresh_from_db()
    assert other.case.state == CaseState.SECOND_REVIEW


def test_a_proposal_is_sent_back_with_what_is_missing(officer: User, approver: User):
    hit = a_hit()
    decision = proposed(hit, by=officer)

    answer = applied(approver, "send_back", hit.case, decision=decision.pk, text="Ask for the licence.")

    decision.refresh_from_db()
    assert "is back with officer" in words_of(answer)
    assert (decision.state, decision.decided_reason) == (DecisionState.SENT_BACK, "Ask for the licence.")


def test_a_proposal_is_not_sent_back_without_words(officer: User, approver: User):
    hit = a_hit()
    decision = proposed(hit, by=officer)

    answer = applied(approver, "send_back", hit.case, decision=decision.pk, text=" ")

    decision.refresh_from_db()
    assert "This field is required" in answer.content.decode()
    assert decision.state == DecisionState.PROPOSED


def test_where_nothing_is_proposed_nothing_is_judged(approver: User):
    case = a_case()

    assert "nothing is proposed" in words_of(step(approver, "approve", case))


@pytest.mark.parametrize(
    ("role", "action"),
    [
        *(("auditor", action) for action in ("claim", "assign", "propose", "approve", "send_back")),
        *(("data_entry", action) for action in ("claim", "assign", "propose", "approve", "send_back")),
        *(("officer", action) for action in ("approve", "send_back")),
    ],
)
def test_a_role_without_the_right_is_not_offered_the_step_and_cannot_take_it(role: str, action: str):
    hit = a_hit()
    decision = proposed(hit, by=a_colleague("approver", "somebody"))
    person = a_colleague(role)

    applied(person, action, hit.case, decision=decision.pk, text="Fine.", person=person.pk)

    hit.case.refresh_from_db()
    assert f'value="{action}"' not in logged_in(person).get(CASES).content.decode()
    assert (hit.case.state, hit.case.assignee.username) == (CaseState.SECOND_REVIEW, "somebody")


# Reading cases


def test_a_case_shows_hits_with_reasons_notes_and_what_happened(officer: User):
    hit = a_hit(reasons=[{"rule": "former-name", "points": 0.95, "ours": "HMN", "theirs": "Huawei Marine"}])
    workflow.comment(hit.case, by=officer, text="Asked the plant manager.")

    page = logged_in(officer).get(page_of(hit.case)).content.decode()

    assert "Former name" in page
    assert "Huawei Marine" in page
    assert "noted: Asked the plant manager." in page


def test_a_case_offers_the_steps_its_state_knows_to_those_who_may(officer: User, approver: User):
    hit = a_hit()

    before = logged_in(officer).get(page_of(hit.case)).content.decode()
    proposed(hit, by=officer)
    after = logged_in(officer).get(page_of(hit.case)).content.decode()
    second = logged_in(approver).get(page_of(hit.case)).content.decode()

    assert 'value="claim"' in before
    assert 'value="propose"' in before
    assert 'name="action"' not in after
    assert 'value="approve"' in second
    assert 'value="send_back"' in second


def test_a_case_is_changed_by_steps_only(approver: User):
    case = a_case()

    assert logged_in(approver).post(page_of(case), {"state": CaseState.CLOSED}).status_code == 403


def found(client: Client, query: str) -> set[int]:
    return {case.pk for case in client.get(f"{CASES}?{query}").context["cl"].result_list}


def test_cases_are_found_by_state_list_band_assignee_and_words(officer: User):
    sdn = a_hit(a_case(a_supplier("Northern Cable")), a_listed_entity("Cable One", code="us-ofac-sdn"), band="possible")
    other = a_hit(a_case(a_supplier("Southern Chips", external_id="778899")))
    workflow.claim(other.case, by=officer)
    client = logged_in(officer)

    assert found(client, "list=us-ofac-sdn") == {sdn.case_id}
    assert found(client, "band=possible") == {sdn.case_id}
    assert found(client, "state__exact=in_review") == {other.case_id}
    assert found(client, f"assignee__id__exact={officer.pk}") == {other.case_id}
    assert found(client, "q=southern") == {other.case_id}
    assert found(client, "q=778899") == {other.case_id}
    assert found(client, f"q={sdn.case.reference}") == {sdn.case_id}


def test_a_supplier_called_like_a_script_is_text_on_every_page(officer: User, approver: User):
    case = a_case(a_supplier(f"{XSS} Ltd"))
    hit = a_hit(
        case, our_name=XSS, matched_name=XSS, via=XSS, reasons=[{"rule": "x", "points": 1, "ours": XSS, "theirs": XSS}]
    )
    form = step(officer, "propose", case).content.decode()
    decision = proposed(hit, by=officer)
    Decision.objects.filter(pk=decision.pk).update(reason=XSS)
    client = logged_in(approver)
    pages = [
        client.get(address).content.decode() for address in (CASES, page_of(case), page_of(hit), page_of(decision))
    ]

    for page in (form, *pages, step(approver, "approve", case).content.decode()):
        assert XSS not in page
        assert "&lt;script&gt;" in page


def every_changelist(person: User) -> dict[str, int]:
    client, counts = logged_in(person), {}
    for model in (SupplierCase, Hit, Decision, Supplier, ScreeningRun, ListedEntity, ListVersion, EntityChange):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(changelist(model)).status_code == 200
        counts[model.__name__] = len(queries)
    return counts


def test_a_long_list_asks_the_database_as_often_as_a_short_one(officer: User):
    def some(rows: int) -> None:
        for number in range(rows):
            hit = a_hit(a_case(a_supplier(f"Supplier {number}")))
            proposed(hit, by=officer)
            EntityChange.objects.create(version=hit.revision.version, entity=hit.listed_entity, change="added")

    some(2)
    few = every_changelist(officer)
    some(12)

    assert every_changelist(officer) == few


# Suppliers


def typed(**fields: Any) -> dict[str, Any]:
    """What a person types for one supplier."""
    plain = {
        "source_system": "SAP",
        "company_code": "1000",
        "external_id": "104718",
        "name": "Zhongtian Submarine Cable",
        "other_names": "ZTT\nZhongtian Cable Works",
        "country": "China",
        "address": "6 Harbour Road",
        "city": "Nantong",
        "region": "Jiangsu",
        "identifiers": "uscc:91320600MA1X",
        "owners": "Zhongtian Group (51%)\nA. Holder",
        "officers": "B. Director",
        "sites": "Nantong plant",
        "products": "submarine cable",
        "dealings": ["sell", "buy"],
        "acting_entity": [],
        "buyer": "j.smith",
        "status": "active",
        "seen": "",
    }
    return {**plain, **fields}


def entered(client: Client, **fields: Any) -> Supplier:
    answer = client.post(ADD_SUPPLIER, typed(**fields))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return Supplier.objects.get()


def edit(client: Client, supplier: Supplier, **fields: Any) -> Any:
    return client.post(page_of(supplier), typed(seen=supplier.content_sha256, **fields), follow=True)


def test_a_typed_supplier_is_stored_with_all_its_parts_and_its_line_in_the_trail(typist: Client):
    ActingEntity.objects.create(code="DE01", name="Our works", jurisdiction="DE")

    supplier = entered(typist, acting_entity=["DE01"])

    assert (supplier.key, supplier.country, supplier.dealings) == ("SAP 1000/104718", "CN", ["buy", "sell"])
    assert [name.text for name in supplier.other_names.all()] == ["ZTT", "Zhongtian Cable Works"]
    assert sorted(str(relation) for relation in supplier.relations.all()) == [
        "A. Holder",
        "B. Director",
        "Zhongtian Group (51 %)",
    ]
    assert [company.code for company in supplier.acting_entities.all()] == ["DE01"]
    event = AuditEvent.objects.get(verb=Verb.SUPPLIER_ENTERED)
    assert (event.actor, event.object_id) == ("typist", str(supplier.pk))


def test_an_edit_that_screening_reads_makes_a_new_version(typist: Client):
    supplier = entered(typist)

    answer = edit(typist, supplier, name="Zhongtian Technology Submarine Cable")

    supplier.refresh_from_db()
    assert (supplier.name, supplier.version) == ("Zhongtian Technology Submarine Cable", 2)
    assert "Version 2 is screened" in words_of(answer)
    assert AuditEvent.objects.get(verb=Verb.SUPPLIER_EDITED).actor == "typist"


def test_an_edit_that_screening_does_not_read_screens_nobody(typist: Client):
    supplier = entered(typist)

    answer = edit(typist, supplier, buyer="m.jones")

    supplier.refresh_from_db()
    assert (supplier.buyer, supplier.version) == ("m.jones", 1)
    assert "Nothing changed that screening reads" in words_of(answer)


def test_the_edit_page_holds_what_is_stored(typist: Client):
    supplier = entered(typist)

    answer = typist.get(page_of(supplier))
    form = answer.context["adminform"].form

    assert form["owners"].value() == "Zhongtian Group (51%)\nA. Holder"
    assert form["dealings"].value() == ["buy", "sell"]
    assert 'name="external_id"' not in answer.content.decode(), "another number would be another supplier"


def test_nobody_undoes_what_an_import_brought_meanwhile(typist: Client):
    supplier = entered(typist)
    edit(typist, supplier, name="Imported Name")

    answer = edit(typist, supplier, name="Typed Name")

    supplier.refresh_from_db()
    assert "has changed since you opened it" in answer.content.decode()
    assert supplier.name == "Imported Name"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"name": "???"}, "holds no letter and no digit"),
        ({"country": "Atlantis"}, "no country we know"),
        ({"identifiers": "91320600"}, "is not written scheme:value"),
        ({"owners": "Zhongtian Group (151%)"}, "at most 100 percent"),
        ({"external_id": ""}, "This field is required"),
        ({"dealings": ["steal"]}, "Select a valid choice"),
        ({"acting_entity": ["XX99"]}, "Select a valid choice"),
        ({"other_names": "x" * 501}, "is longer than 500 characters"),
    ],
)
def test_a_supplier_no_file_would_land_is_refused_at_the_field_that_is_wrong(
    typist: Client, fields: dict[str, Any], refusal: str
):
    answer = typist.post(ADD_SUPPLIER, typed(**fields))

    [field] = fields
    assert refusal in " ".join(answer.context["adminform"].form.errors[field])
    assert Supplier.objects.count() == 0


def test_a_supplier_that_is_known_already_is_not_overwritten_by_a_new_one(typist: Client):
    entered(typist)

    answer = typist.post(ADD_SUPPLIER, typed(name="Somebody Else"))

    assert answer.status_code == 200
    assert Supplier.objects.get().name == "Zhongtian Submarine Cable"


@pytest.mark.parametrize("role", ["officer", "approver", "auditor", "admin"])
def test_only_data_entry_types_suppliers(role: str):
    supplier, client = a_supplier(), logged_in(a_colleague(role))

    assert client.get(page_of(supplier)).status_code == 200
    assert client.post(page_of(supplier), typed()).status_code == 403
    assert client.post(ADD_SUPPLIER, typed()).status_code == 403


def test_a_company_of_ours_is_typed_with_its_line_in_the_trail(typist: Client):
    company = {"code": "FR01", "name": "Our shop", "jurisdiction": "FR"}

    typist.post("/admin/cases/actingentity/add/", company)
    stored = ActingEntity.objects.get()
    typist.post(page_of(stored), {**company, "code": "XX", "is_us_person": "on"})

    stored.refresh_from_db()
    assert (stored.code, stored.is_us_person) == ("FR01", True)
    verbs = AuditEvent.objects.filter(object_type="cases.actingentity").values_list("verb", flat=True)
    assert list(verbs) == [Verb.COMPANY_ENTERED, Verb.COMPANY_EDITED]


# Keys


def test_a_key_is_revoked_and_its_secret_shown_nowhere():
    issued = keys.issue("ERP", scopes=[Scope.CASES_READ])
    administrator = logged_in(a_colleague("admin", "administrator"))

    administrator.post(changelist(ApiKey), {"action": "revoke", "_selected_action": issued.key.pk})

    issued.key.refresh_from_db()
    page = administrator.get(page_of(issued.key)).content.decode()
    assert issued.key.revoked_at is not None
    assert json.loads(AuditEvent.objects.get(verb=Verb.KEY_REVOKED).payload)["prefix"] == issued.key.prefix
    assert issued.key.key_sha256 not in page


@pytest.mark.parametrize("role", ["officer", "auditor", "data_entry"])
def test_only_an_administrator_sees_keys(role: str):
    assert logged_in(a_colleague(role)).get(changelist(ApiKey)).status_code == 403

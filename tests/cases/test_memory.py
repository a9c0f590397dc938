"""Memory belongs to one supplier and one listed entity, and holds while neither side changes in what matters."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone

from cases import memory, workflow
from cases.models import (
    Disposition,
    EndReason,
    Hit,
    Outcome,
    RelationKind,
    Supplier,
    SupplierIdentifier,
    SupplierName,
    SupplierRelation,
    SupplierSite,
)
from cases.workflow import Finding, ReasonCode
from sanctions.effects import Dealing
from tests.factories import a_case, a_hit, a_listed_entity, a_supplier, an_approver, an_officer

pytestmark = pytest.mark.django_db


def a_known_supplier() -> Supplier:
    supplier = a_supplier("Huawei Marine International Ltd", address="1 Harbour Road", city="Tianjin", kind="company")
    SupplierName.objects.create(supplier=supplier, position=0, text="HMI Ltd")
    SupplierIdentifier.objects.create(supplier=supplier, scheme="uscc", value="9131000071")
    SupplierRelation.objects.create(supplier=supplier, kind=RelationKind.OWNER, name="Two Funds", percent=Decimal(40))
    return supplier


def changed(**fields: object) -> Callable[[Supplier], object]:
    return lambda supplier: Supplier.objects.filter(pk=supplier.pk).update(**fields)


WAKES: dict[str, Callable[[Supplier], object]] = {
    "another name": changed(name="Huawei Marine Networks"),
    "another country": changed(country="SG"),
    "another address": changed(address="2 Harbour Road"),
    "another city": changed(city="Shanghai"),
    "another region": changed(region="Xinjiang"),
    "a person instead of a company": changed(kind="person"),
    "one more trade name": lambda s: SupplierName.objects.create(supplier=s, position=1, text="Huahai"),
    "one trade name less": lambda s: s.other_names.all().delete(),
    "another number": lambda s: s.identifiers.update(value="9131000072"),
    "the number under another scheme": lambda s: s.identifiers.update(scheme="lei"),
    "one more owner": lambda s: SupplierRelation.objects.create(supplier=s, kind=RelationKind.OWNER, name="Hengtong"),
    "another share": lambda s: s.relations.update(percent=Decimal("60")),
    "an officer instead of an owner": lambda s: s.relations.update(kind=RelationKind.OFFICER),
}
SLEEPS: dict[str, Callable[[Supplier], object]] = {
    "nothing": lambda s: None,
    "letter case": changed(name="HUAWEI MARINE INTERNATIONAL LTD"),
    "spaces": changed(name="Huawei  Marine International Ltd "),
    "letter case of the country": changed(country="cn"),
    "another buyer": changed(buyer="kim"),
    "other dealings": changed(dealings=["sell"]),
    "other products": changed(products=["cable"]),
    "a site": lambda s: SupplierSite.objects.create(supplier=s, text="Harbour"),
    "the same share written otherwise": lambda s: s.relations.update(percent=Decimal("40.000")),
    "the order of names": lambda s: s.other_names.update(position=7),
    "a new screening": changed(screened_seq=7, version=2),
}


@pytest.mark.parametrize("change", WAKES)
def test_a_change_that_can_alter_the_finding_wakes_it(change: str) -> None:
    supplier = a_known_supplier()
    before = memory.supplier_fingerprint(supplier)

    WAKES[change](supplier)

    assert memory.supplier_fingerprint(Supplier.objects.get(pk=supplier.pk)) != before


@pytest.mark.parametrize("change", SLEEPS)
def test_a_change_that_cannot_alter_the_finding_lets_it_sleep(change: str) -> None:
    supplier = a_known_supplier()
    before = memory.supplier_fingerprint(supplier)

    SLEEPS[change](supplier)

    assert memory.supplier_fingerprint(Supplier.objects.get(pk=supplier.pk)) == before


def test_two_suppliers_of_the_same_particulars_have_the_same_fingerprint() -> None:
    assert memory.supplier_fingerprint(a_known_supplier()) == memory.supplier_fingerprint(a_known_supplier())


def test_the_fingerprint_asks_nothing_once_the_particulars_are_fetched(django_assert_num_queries: Callable) -> None:
    a_known_supplier()
    [supplier] = Supplier.objects.prefetch_related("other_names", "identifiers", "relations")

    with django_assert_num_queries(0):
        memory.supplier_fingerprint(supplier)


def test_the_publishers_side_is_what_the_revision_says() -> None:
    revision = a_listed_entity().current

    assert revision is not None
    assert memory.entity_fingerprint(revision) == revision.screening_sha256


def a_cleared_hit() -> Hit:
    hit = a_hit(disposition=Disposition.FALSE_POSITIVE, supplier_fingerprint="a" * 64)
    Hit.objects.filter(pk=hit.pk).update(entity_fingerprint="b" * 64)
    hit.refresh_from_db()
    return hit


@pytest.mark.parametrize(
    ("ours", "theirs", "silent"),
    [("a", "b", True), ("x", "b", False), ("a", "x", False), ("x", "x", False)],
)
def test_a_decided_hit_is_silent_while_both_sides_stay_the_same(ours: str, theirs: str, silent: bool) -> None:
    hit = a_cleared_hit()

    assert memory.is_silent(hit, supplier_fingerprint=ours * 64, entity_fingerprint=theirs * 64) is silent


@pytest.mark.parametrize("disposition", [Disposition.TRUE_MATCH, Disposition.INCONCLUSIVE])
def test_a_confirmed_hit_is_not_asked_about_again_either(disposition: Disposition) -> None:
    hit = a_cleared_hit()
    hit.disposition = disposition

    assert memory.is_silent(hit, supplier_fingerprint="a" * 64, entity_fingerprint="b" * 64)


def test_an_undecided_hit_is_never_silent() -> None:
    hit = a_cleared_hit()
    hit.disposition = Disposition.UNDECIDED

    assert not memory.is_silent(hit, supplier_fingerprint="a" * 64, entity_fingerprint="b" * 64)


def test_a_clearance_does_not_outlive_a_delisting() -> None:
    hit = a_cleared_hit()
    hit.ended_at, hit.end_reason = timezone.now(), EndReason.DELISTED

    assert not memory.is_silent(hit, supplier_fingerprint="a" * 64, entity_fingerprint="b" * 64)


def a_decided_hit() -> Hit:
    hit = a_hit()
    decision = workflow.propose(
        hit.case,
        by=an_officer("okafor"),
        findings={hit.pk: Finding(Disposition.FALSE_POSITIVE, ReasonCode.DIFFERENT_COUNTRY)},
        dealings={Dealing.BUY: Outcome.PROCEED},
        reason="A bakery in Porto.",
    )
    workflow.approve(decision, reviewer=an_approver("brandt"))
    hit.refresh_from_db()
    return hit


def test_a_clearance_says_what_was_found_why_and_by_whom() -> None:
    hit = a_decided_hit()

    clearance = memory.standing_clearance(hit.supplier, hit.listed_entity)

    assert clearance is not None
    assert (clearance.disposition, clearance.reason_code) == (Disposition.FALSE_POSITIVE, "different_country")
    assert (clearance.reason, clearance.case) == ("A bakery in Porto.", hit.case.reference)
    assert (clearance.proposed_by, clearance.approved_by) == ("okafor", "brandt")


def test_another_entity_of_the_same_name_is_not_cleared() -> None:
    hit = a_decided_hit()

    assert memory.standing_clearance(hit.supplier, a_listed_entity(hit.listed_entity.name)) is None


def test_another_supplier_of_the_same_name_is_not_cleared() -> None:
    hit = a_decided_hit()

    assert memory.standing_clearance(a_supplier(hit.supplier.name), hit.listed_entity) is None


def test_an_undecided_hit_clears_nothing() -> None:
    hit = a_hit()

    assert memory.standing_clearance(hit.supplier, hit.listed_entity) is None


def test_a_woken_hit_remembers_the_old_reason_and_its_authors() -> None:
    old = a_decided_hit()
    Hit.objects.filter(pk=old.pk).update(ended_at=timezone.now(), end_reason=EndReason.WOKEN)
    hit = a_hit(a_case(old.supplier), old.listed_entity, wakes=old)

    before = memory.earlier(hit)

    assert before is not None
    assert (before.hit_id, before.reason, before.approved_by) == (old.pk, "A bakery in Porto.", "brandt")
    assert memory.standing_clearance(old.supplier, old.listed_entity) is None


def test_a_hit_that_woke_nothing_has_nothing_before_it() -> None:
    assert memory.earlier(a_hit()) is None

"""Both ways round, suppliers and lists come to the same hits, and nothing decided is asked twice or lost."""

from __future__ import annotations

import random

import pytest

from cases import planning, rescreening
from cases.models import Disposition, EndReason, Hit, ScreenedFloor, Supplier, SupplierCase
from cases.models.cases import SupplierCase as Case
from cases.transitions import CaseState
from cases.workflow import Finding, ReasonCode, approve, propose
from sanctions import loading
from sanctions.effects import Dealing
from sanctions.models import ListVersion, SequenceHead
from tests.factories import a_person, a_supplier, an_approver, an_officer, publish

pytestmark = pytest.mark.django_db

HMN, HIK, DAHUA = "HMN International Co., Ltd; Huawei Marine", "Hangzhou Hikvision Digital Technology", "Zhejiang Dahua"
OTHERS = ("Wuhan Yangtze Turbines", "Beijing Moonrise Lasers", "Chengdu Sichuan Radar", "Tianjin Binhai Drones")


def live() -> list[tuple[str, str, str]]:
    """Every live hit: supplier, entry, disposition."""
    hits = Hit.objects.live().order_by("supplier__name", "listed_entity__name")
    return list(hits.values_list("supplier__name", "listed_entity__name", "disposition"))


def told() -> list[tuple[object, ...]]:
    """All a hit says, whatever run wrote it."""
    said = ("supplier__name", "listed_entity__name", "score", "band", "our_name", "matched_name", "via", "disposition")
    return sorted(Hit.objects.live().values_list(*said))


def decide(disposition: Disposition) -> None:
    """Two people decide every hit of every open case."""
    officer, approver = an_officer(), an_approver()
    for case in Case.objects.open():
        findings = {hit.pk: Finding(disposition, ReasonCode.OTHER) for hit in case.hits.live()}
        decision = propose(case, by=officer, findings=findings, dealings={Dealing.BUY: "hold"}, reason="Compared both.")
        approve(decision, reviewer=approver)


def test_a_new_listing_finds_the_supplier_and_opens_one_case():
    a_supplier("Huawei Marine"), a_supplier("Plain Parts Ltd")
    publish(HIK)
    rescreening.work_off()
    publish(HIK, HMN, day="2021-12-18")

    [report] = rescreening.work_off()

    assert (report.reason, report.shape, report.listings, report.hits_new) == ("list_change", "by_listing", 1, 1)
    assert live() == [("Huawei Marine", "HMN International Co., Ltd", "undecided")]
    [case] = SupplierCase.objects.all()
    assert (case.state, case.why) == (CaseState.UNASSIGNED, "A list changed: Entity List.")
    assert planning.completeness().is_complete


def test_a_new_supplier_is_measured_against_the_lists_there_are():
    publish(HMN, HIK)
    rescreening.work_off()
    a_supplier("Hangzhou Hikvision Digital Technology Co., Ltd.")

    [report] = rescreening.work_off()

    assert (report.reason, report.shape, report.hits_new, report.cases_opened) == (
        "supplier_change",
        "by_supplier",
        1,
        1,
    )


def test_an_owner_is_screened_and_the_hit_says_through_whom():
    publish(HIK)
    supplier = a_supplier("Plain Parts Ltd")
    supplier.relations.create(kind="owner", name="Hangzhou Hikvision Digital Technology", percent=40)

    rescreening.work_off()

    assert Hit.objects.get().via == "owner Hangzhou Hikvision Digital Technology (40 %)"


def test_nothing_new_is_nothing_done():
    a_supplier("Huawei Marine")
    publish(HMN)
    rescreening.work_off()

    assert rescreening.work_off() == []
    publish(HMN, day="2021-12-18")
    assert [report.hits_new for report in rescreening.work_off()] in ([], [0])
    assert Hit.objects.count() == 1


def test_a_delisting_ends_the_hit_and_asks_for_release():
    a_supplier("Huawei Marine")
    publish(HMN, *OTHERS)
    rescreening.work_off()
    publish(*OTHERS, day="2021-12-18")

    [report] = rescreening.work_off()

    assert report.hits_closed == 1
    assert Hit.objects.get().end_reason == EndReason.DELISTED
    assert SupplierCase.objects.get().may_be_released


def test_a_confirmed_match_that_is_delisted_opens_a_case_that_follows():
    a_supplier("Huawei Marine")
    publish(HMN, *OTHERS)
    rescreening.work_off()
    decide(Disposition.TRUE_MATCH)
    publish(*OTHERS, day="2021-12-18")
    rescreening.work_off()

    old, new = SupplierCase.objects.order_by("pk")
    assert (old.state, old.may_be_released) == (CaseState.CLOSED, False)
    assert (new.state, new.follows, new.may_be_released) == (CaseState.FOLLOW_UP, old, True)


def test_a_cleared_pair_stays_silent_while_nothing_changes():
    a_supplier("Huawei Marine")
    publish(HMN)
    rescreening.work_off()
    decide(Disposition.FALSE_POSITIVE)

    rescreening.work_off(full=True)
    publish(HMN, HIK, day="2021-12-18")
    rescreening.work_off()

    assert live() == [("Huawei Marine", "HMN International Co., Ltd", "false_positive")]
    assert not SupplierCase.objects.open().exists()


def test_a_cleared_pair_wakes_when_the_listing_changes():
    a_supplier("Huawei Marine")
    publish(HMN)
    rescreening.work_off()
    decide(Disposition.FALSE_POSITIVE)
    publish(f"{HMN}; Huahai Communication", day="2021-12-18")

    [report] = rescreening.work_off()

    assert (report.hits_new, report.hits_woken) == (0, 1)
    old, new = Hit.objects.order_by("pk")
    assert (old.end_reason, new.wakes, new.disposition) == (EndReason.WOKEN, old, Disposition.UNDECIDED)
    assert new.case.follows == old.case


def test_a_cleared_pair_wakes_when_the_supplier_changes():
    supplier = a_supplier("Huawei Marine")
    publish(HMN)
    rescreening.work_off()
    decide(Disposition.FALSE_POSITIVE)
    Supplier.objects.filter(pk=supplier.pk).update(name="Huawei Marine", city="Tianjin", version=2)

    [report] = rescreening.work_off()

    assert (report.reason, report.hits_woken) == ("supplier_change", 1)


def test_an_undecided_hit_that_matches_no_longer_ends():
    supplier = a_supplier("Huawei Marine")
    publish(HMN)
    rescreening.work_off()
    Supplier.objects.filter(pk=supplier.pk).update(name="Plain Parts", version=2)
    rescreening.work_off()

    assert Hit.objects.get().end_reason == EndReason.NO_LONGER_MATCHES


def test_an_entry_that_loses_the_name_that_matched_ends_the_hit():
    a_supplier("Zhengzhou Bluewater Pumps")
    publish("Orient Star; Zhengzhou Bluewater Pumps", HIK)
    rescreening.work_off()
    publish("Orient Star", HIK, day="2021-12-18")

    [report] = rescreening.work_off()

    assert (report.shape, report.hits_closed) == ("by_listing", 1)
    assert live() == []


def test_a_confirmed_match_never_vanishes_because_a_name_was_changed():
    supplier = a_supplier("Huawei Marine")
    publish(HMN)
    rescreening.work_off()
    decide(Disposition.TRUE_MATCH)
    Supplier.objects.filter(pk=supplier.pk).update(name="Plain Parts", version=2)
    rescreening.work_off()
    rescreening.work_off(full=True)

    [hit] = Hit.objects.live()
    assert (hit.disposition, hit.wakes.disposition) == (Disposition.UNDECIDED, Disposition.TRUE_MATCH)
    assert hit.reasons[-1]["rule"] == "no-longer-matches"
    decide(Disposition.TRUE_MATCH)
    rescreening.work_off(full=True)
    assert live() == [("Plain Parts", "HMN International Co., Ltd", "true_match")]


def test_a_held_version_is_screened_at_once_and_its_rejection_withdraws_what_it_found():
    a_supplier("Huawei Marine")
    many = [f"{name} Works {number}" for name in ("Alder", "Birch", "Cedar", "Douglas") for number in range(5)]
    publish(*many)
    rescreening.work_off()
    publish(HMN, *many[:10], day="2021-12-18")
    held = ListVersion.objects.get(state="held")

    rescreening.work_off()
    assert Hit.objects.get().is_provisional
    loading.reject(held, by=a_person(permissions=("sanctions.change_listversion",)), reason="The file is cut off.")
    rescreening.work_off()

    assert Hit.objects.get().end_reason == EndReason.WITHDRAWN
    assert planning.completeness().is_complete


def test_a_released_version_makes_its_hits_firm_and_ends_the_delisted_ones():
    a_supplier("Huawei Marine"), a_supplier("Alder Works 7")
    many = [f"Alder Works {number}" for number in range(20)]
    publish(*many)
    rescreening.work_off()
    publish(HMN, *many[10:], day="2021-12-18")
    rescreening.work_off()
    assert ("Alder Works 7", "Alder Works 7", "undecided") in live()

    loading.release(
        ListVersion.objects.get(state="held"),
        by=a_person(permissions=("sanctions.change_listversion",)),
        reason="Checked with the publisher.",
    )
    rescreening.work_off()

    assert not Hit.objects.get(supplier__name="Huawei Marine").is_provisional
    assert Hit.objects.get(listed_entity__name="Alder Works 7").end_reason == EndReason.DELISTED


def test_a_retired_supplier_is_asked_about_no_longer_and_again_when_it_returns():
    supplier = a_supplier("Huawei Marine")
    publish(HMN)
    rescreening.work_off()
    Supplier.objects.filter(pk=supplier.pk).update(status="retired")
    rescreening.work_off()
    assert Hit.objects.get().end_reason == EndReason.RETIRED

    Supplier.objects.filter(pk=supplier.pk).update(status="active")
    rescreening.work_off()
    assert live() == [("Huawei Marine", "HMN International Co., Ltd", "undecided")]


def test_many_changes_at_once_are_screened_by_supplier(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(planning, "MOST_LISTINGS", 2)
    a_supplier("Huawei Marine")
    publish(HMN, HIK, DAHUA)

    [report] = rescreening.work_off()

    assert (report.reason, report.shape, report.hits_new) == ("list_change", "by_supplier", 1)
    assert ScreenedFloor.objects.get().seq == SequenceHead.objects.get().seq


def test_a_load_costs_one_row_and_not_one_for_every_supplier():
    a_supplier("Plain Parts Ltd")
    publish(HMN)
    rescreening.work_off()
    before = Supplier.objects.values().get()
    publish(HMN, HIK, day="2021-12-18")
    rescreening.work_off()

    assert Supplier.objects.values().get() == before
    assert planning.completeness().is_complete


@pytest.mark.parametrize("seed", range(4))
def test_any_way_round_comes_to_the_same_hits(seed: int, monkeypatch: pytest.MonkeyPatch):
    """Suppliers and lists change in any order, by either shape; a full sweep then finds nothing to correct."""
    choice = random.Random(seed)
    words = ("Hengli", "Orient", "Bluewater", "Moonrise", "Optics", "Pumps", "Lasers", "Radar", "Shenzhen", "Wuhan")
    monkeypatch.setattr(planning, "SUPPLIERS_PER_CHUNK", 3)
    monkeypatch.setattr(planning, "CHANGES_PER_CHUNK", 2)
    for step in range(8):
        monkeypatch.setattr(planning, "MOST_LISTINGS", choice.choice((0, 1000)))
        a_supplier(" ".join(choice.sample(words, 3)))
        for supplier in choice.sample(list(Supplier.objects.all()), min(2, step)):
            name = " ".join(choice.sample(words, 3))
            Supplier.objects.filter(pk=supplier.pk).update(name=name, version=supplier.version + 1)
        names = {" ".join(choice.sample(words, choice.choice((2, 3)))) for _ in range(5 + step)}
        publish(*sorted(names), day=f"2022-01-{step + 1:02}", code=choice.choice(("us-bis-el", "us-ofac-sdn")))
        rescreening.work_off()

    assert planning.completeness().is_complete
    before = told()
    [sweep] = rescreening.work_off(full=True)
    assert (sweep.hits_new, sweep.hits_woken, sweep.hits_closed) == (0, 0, 0)
    assert told() == before
    assert before

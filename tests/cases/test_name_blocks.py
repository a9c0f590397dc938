"""Stored names of suppliers: a new listing finds the same with them as without, whatever state they are in."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from django.db.models import F

from cases import name_blocks, rescreening, subjects
from cases.models import Hit, NameBlock, Supplier, SupplierStatus
from sanctions import screening
from sanctions.models import EntityRevision
from tests.factories import a_supplier, publish

pytestmark = pytest.mark.django_db

OLD = ("Beijing Moonrise Lasers", "Zhejiang Dahua", "Ivan Petrovich Sidorov")
NEW = ("HMN International Co., Ltd; Huawei Marine", "Hangzhou Hikvision Digital Technology", "Chengdu Sichuan Radar")
NAMES = ("Huawei Marine", "Huawei Marine Networks Co Ltd", "Hikvision Digital Technology", "Chengdu Radar Sichuan")
PLAIN = ("Plain", "Parts", "Steel", "Radar", "Digital", "Moonrise", "Sichuan", "Marine", "Works", "Trading", "Ltd")


def told() -> list[tuple[object, ...]]:
    """All a live hit says, whatever run wrote it."""
    said = ("supplier", "listed_entity__name", "score", "band", "our_name", "matched_name", "via", "reasons")
    return sorted(Hit.objects.live().values_list(*said), key=str)


def screened_suppliers() -> list[Supplier]:
    """Suppliers that were screened before the new listings came, some of whom these will be."""
    some = random.Random(5)
    made = [a_supplier(name) for name in NAMES]
    made += [a_supplier(" ".join(some.sample(PLAIN, 3))) for _ in range(30)]
    made[-1].relations.create(kind="owner", name="Huawei Marine", percent=60)
    made[-2].other_names.create(position=0, text="Hangzhou Hikvision")
    publish(*OLD)
    rescreening.work_off()
    return made


def searched(*names: str) -> name_blocks.Searched:
    """What the stored names say about listings of these names."""
    policy = screening.policy_in_force()
    revisions = EntityRevision.objects.screened().filter(entity__name__in=names).values_list("pk", flat=True)
    return name_blocks.search(screening.sought(set(revisions), policy), policy, lambda: None)


def in_force() -> name_blocks.Codes:
    return name_blocks.codes_in_force(Supplier.objects.active())


def test_whoever_is_screened_has_their_names_stored_as_they_are():
    made = screened_suppliers()

    assert searched().unknown(in_force()).tolist() == []
    assert sum(NameBlock.objects.values_list("suppliers", flat=True)) == len(made)


def test_a_new_listing_asks_for_few_suppliers():
    made = screened_suppliers()
    publish(*OLD, *NEW, day="2021-12-18")

    found = searched("HMN International Co., Ltd")

    assert {made[0].pk, made[1].pk, made[-1].pk} <= found.may_be_listed
    assert len(found.may_be_listed) < 8


def nothing() -> None:
    """The blocks as they are."""


def all_deleted() -> None:
    NameBlock.objects.all().delete()


def cut_short() -> None:
    for block in NameBlock.objects.all():
        NameBlock.objects.filter(pk=block.pk).update(rows=bytes(block.rows)[:-9])


def one_byte_changed() -> None:
    for block in NameBlock.objects.all():
        raw = bytearray(block.rows)
        raw[-5] ^= 1
        NameBlock.objects.filter(pk=block.pk).update(rows=bytes(raw))


def keys_changed() -> None:
    for block in NameBlock.objects.all():
        NameBlock.objects.filter(pk=block.pk).update(keys=bytes(block.keys)[::-1])


def read_otherwise() -> None:
    NameBlock.objects.update(stamp="2020.01:0123456789abcdef")


def half_built() -> None:
    """Only some suppliers are left in their block."""
    policy = screening.policy_in_force()
    stored = name_blocks.Block.opened(NameBlock.objects.get())
    few = set(name_blocks.keys_of(stored.codes)[::2].tolist())
    NameBlock.objects.all().delete()
    name_blocks.keep(stored, few, policy)


def of_an_older_version() -> None:
    """Suppliers were changed and screened since, and their blocks are lost."""
    Supplier.objects.update(version=F("version") + 1, screened_version=F("version") + 1)


def stored_twice() -> None:
    block = NameBlock.objects.get()
    block.pk = None
    block.save()


DAMAGES = (
    nothing,
    all_deleted,
    cut_short,
    one_byte_changed,
    keys_changed,
    read_otherwise,
    half_built,
    of_an_older_version,
    stored_twice,
)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_new_listings_find_what_a_full_sweep_finds(damage: Callable[[], None]):
    made = screened_suppliers()
    damage()
    publish(*OLD, *NEW, day="2021-12-18")

    [report] = rescreening.work_off()
    by_listing = told()
    rescreening.work_off(full=True)

    assert (report.shape, report.suppliers) == ("by_listing", len(made))
    assert by_listing == told()
    assert len(by_listing) >= len(NAMES) + 2


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_what_had_to_be_read_is_stored_again(damage: Callable[[], None]):
    screened_suppliers()
    damage()
    publish(*OLD, *NEW, day="2021-12-18")

    rescreening.work_off()

    assert searched().unknown(in_force()).tolist() == []


def test_a_supplier_renamed_since_its_names_were_stored_is_found_by_its_new_name():
    made = screened_suppliers()
    Supplier.objects.filter(pk__in=(made[0].pk, made[-3].pk)).update(version=2)
    Supplier.objects.filter(pk=made[0].pk).update(name="Plain Parts")
    Supplier.objects.filter(pk=made[-3].pk).update(name="Huawei Marine")
    publish(*OLD, *NEW, day="2021-12-18")

    rescreening.work_off()

    found = set(Hit.objects.filter(matched_name="Huawei Marine").values_list("supplier", flat=True))
    assert made[-3].pk in found
    assert made[0].pk not in found


def test_whom_we_no_longer_deal_with_is_not_found_though_the_names_are_stored():
    made = screened_suppliers()
    Supplier.objects.filter(pk=made[0].pk).update(status=SupplierStatus.RETIRED)
    publish(*OLD, *NEW, day="2021-12-18")

    rescreening.work_off()

    assert not Hit.objects.filter(supplier=made[0]).exists()


def test_a_listing_that_changes_ends_the_hit_its_old_name_had():
    screened_suppliers()
    publish(*OLD, NEW[0], day="2021-12-18")
    rescreening.work_off()
    before = Hit.objects.live().count()
    publish(*OLD, "HMN International Co., Ltd", day="2021-12-19")

    rescreening.work_off()
    by_listing = told()
    rescreening.work_off(full=True)

    assert by_listing == told()
    assert len(by_listing) < before


def test_names_that_changed_while_they_were_read_are_not_stored():
    made = screened_suppliers()
    NameBlock.objects.all().delete()
    policy = screening.policy_in_force()
    read = subjects.read(Supplier.objects.order_by("pk"))
    block = name_blocks.block_of(read, policy)

    name_blocks.keep(block, {supplier.pk for supplier in made[1:]}, policy)

    assert searched().unknown(in_force()).tolist() == [made[0].pk]


def test_a_name_that_cannot_be_read_keeps_no_other_from_being_stored():
    publish(*OLD)
    good, bad = a_supplier("Plain Parts"), a_supplier("!!!")

    rescreening.work_off()

    assert searched().unknown(in_force()).tolist() == [bad.pk]
    assert good.pk != bad.pk


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks are full with forty suppliers, and three small ones are left alone."""
    monkeypatch.setattr(name_blocks, "FULL", 40)
    monkeypatch.setattr(name_blocks, "MOST_SMALL", 3)


@pytest.mark.usefixtures("small_blocks")
def test_small_blocks_are_put_together_and_say_the_same():
    made = screened_suppliers()
    Supplier.objects.filter(pk__in=[supplier.pk for supplier in made[5:]]).update(version=2, screened_version=None)
    for supplier in made[:5]:
        Supplier.objects.filter(pk=supplier.pk).update(version=2)
        rescreening.work_off()
    rescreening.work_off()
    publish(*OLD, *NEW, day="2021-12-18")
    before = searched("HMN International Co., Ltd")

    name_blocks.gather(screening.policy_in_force())
    after = searched("HMN International Co., Ltd")

    assert NameBlock.objects.count() <= 3
    assert len(after.codes) <= name_blocks.BLOAT * len(made)
    assert before.may_be_listed == after.may_be_listed
    assert after.unknown(in_force()).tolist() == []


@pytest.mark.usefixtures("small_blocks")
def test_blocks_another_process_put_together_first_are_left_as_they_are():
    policy = screening.policy_in_force()
    screened_suppliers()
    stored = NameBlock.objects.get()

    gathered = name_blocks._gathered([stored.pk, stored.pk + 1], stored.stamp)

    assert gathered == 0
    assert NameBlock.objects.get() == stored
    assert name_blocks.gather(policy) == 0

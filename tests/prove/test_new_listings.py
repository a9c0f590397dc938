"""Fifty new listings meet many suppliers by their stored names: the hits of a full sweep, whatever is lost of them.

The control at the end: one supplier's row says nothing of its name, and only the sweep finds it.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from itertools import count

import pytest
from django.utils import timezone

from cases import name_blocks, rescreening
from cases.models import Hit, NameBlock, Supplier
from sanctions import screening
from sanctions.matching.token_rows import TokenRows
from sanctions.records import Subject
from tests.factories import publish
from tests.prove.scale import SCALE
from tests.prove.test_screening_survives import name

pytestmark = [pytest.mark.prove, pytest.mark.django_db]

SUPPLIERS = 4_000 * SCALE
LISTINGS = 50
OLD = ("Beijing Moonrise Lasers", "Zhejiang Dahua")


def stock() -> None:
    """Suppliers whose names are stored, screened against a list that names none of them."""
    now = timezone.now()
    publish(*OLD)
    plain = {
        "source_system": "ERP",
        "country": "CN",
        "dealings": ["buy"],
        "content_sha256": "0" * 64,
        "changed_at": now,
    }
    suppliers = (Supplier(external_id=f"{n:08}", name=name(n), **plain) for n in range(SUPPLIERS))
    Supplier.objects.bulk_create(suppliers, batch_size=1_000)
    rescreening.work_off()


def misspelt(text: str, chance: random.Random) -> str:
    """A name as another clerk would have typed it."""
    words = text.split()
    word = chance.randrange(2)
    place = chance.randrange(1, len(words[word]))
    words[word] = chance.choice(
        (words[word][:place] + words[word][place + 1 :], words[word], f"{words[word][:place]} {words[word][place:]}")
    )
    return " ".join(chance.sample(words, len(words)) if chance.random() < 0.3 else words)


def told() -> list[tuple[object, ...]]:
    said = ("supplier", "listed_entity__name", "score", "band", "our_name", "matched_name", "reasons")
    return sorted(Hit.objects.live().values_list(*said), key=str)


def nothing_lost() -> None:
    """The blocks as they are."""


def some_deleted() -> None:
    NameBlock.objects.filter(pk__in=list(NameBlock.objects.values_list("pk", flat=True))[::2]).delete()


def half_built() -> None:
    policy = screening.policy_in_force()
    for stored in NameBlock.objects.all():
        block = name_blocks.Block.opened(stored)
        stored.delete()
        name_blocks.keep(block, set(name_blocks.keys_of(block.codes)[::3].tolist()), policy)


def some_of_another_version() -> None:
    NameBlock.objects.filter(pk__in=list(NameBlock.objects.values_list("pk", flat=True))[::2]).update(stamp="old")


def all_deleted() -> None:
    NameBlock.objects.all().delete()


LOSSES: tuple[Callable[[], None], ...] = (
    nothing_lost,
    some_deleted,
    half_built,
    some_of_another_version,
    all_deleted,
    nothing_lost,
)


def test_fifty_new_listings_find_whom_a_sweep_finds():
    chance, day = random.Random(11), count(18)
    stock()
    listed = list(OLD)
    for loss in LOSSES:
        wanted = chance.sample(range(SUPPLIERS), LISTINGS)
        listed += [misspelt(name(number), chance) for number in wanted]
        loss()
        publish(*listed, day=f"2021-12-{next(day)}")

        begun = time.process_time()
        [report] = rescreening.work_off()
        took = time.process_time() - begun
        by_listing = told()
        rescreening.work_off(full=True)

        assert (report.shape, report.listings, report.suppliers) == ("by_listing", LISTINGS, SUPPLIERS)
        assert report.hits_new >= LISTINGS * 0.8
        assert by_listing == told()
        sys.stdout.write(
            f"{loss.__name__}: {LISTINGS} listings x {SUPPLIERS} suppliers, "
            f"{report.hits_new} hits, {took:.1f} s of CPU\n"
        )


def test_the_control_a_row_that_says_another_name_hides_its_supplier():
    stock()
    policy = screening.policy_in_force()
    hidden = Supplier.objects.get(external_id="00000007")
    blocks = [name_blocks.Block.opened(stored) for stored in NameBlock.objects.all()]
    NameBlock.objects.all().delete()
    for block in blocks:
        keeps = name_blocks.keys_of(block.codes) != hidden.pk
        rows = TokenRows.merged([block.rows], [keeps])
        if not keeps.all():
            other = screening.token_rows([[Subject(("Plain Parts",))]], policy)
            name_blocks.Block(block.codes[~keeps], other).save(screening.token_stamp(policy))
        name_blocks.Block(block.codes[keeps], rows).save(screening.token_stamp(policy))
    publish(*OLD, name(7), day="2021-12-18")

    rescreening.work_off()
    by_listing = Hit.objects.filter(supplier=hidden).count()
    rescreening.work_off(full=True)

    assert (by_listing, Hit.objects.filter(supplier=hidden).count()) == (0, 1)

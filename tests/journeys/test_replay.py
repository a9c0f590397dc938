"""The evening of 16 December 2021 as the officer lived it, on files cut to a few hundred rows."""

from __future__ import annotations

import pytest

from cases.models import Hit, SupplierCase
from tests.journeys import replay

pytestmark = pytest.mark.django_db

PLAIN = [(f"P-{number:03}", f"{word} Works Ltd", "DE") for number, word in enumerate(["Alder", "Birch", "Cedar"])]


@pytest.fixture
def evening_before(tmp_path):
    """The list of 9 December is in force and every supplier is screened against it."""
    before = str(replay.HERE / "replay_before.csv")
    replay.answer_of("load_list", "us-csl", before, "--published", "2021-12-09", "--no-rescreen")
    suppliers = replay.write_suppliers(tmp_path / "suppliers.csv", PLAIN)
    replay.answer_of("import_suppliers", str(suppliers))
    replay.answer_of("rescreen")  # with a broker the commands before it only plan


def load_the_new_list():
    after = str(replay.HERE / "replay_after.csv")
    answer = replay.answer_of("load_list", "us-csl", after, "--published", "2021-12-17")
    replay.answer_of("rescreen")
    return answer


def test_who_was_listed_before_is_found_before(evening_before):
    assert replay.missing_hits("before") == []


def test_the_new_version_adds_eighty_entries_and_nothing_else(evening_before):
    changes = replay.changes_of(load_the_new_list())

    assert changes == {code: (replay.GROWTH.get(code, 0), 0, 0, 0, 0) for code in changes}


def test_exactly_the_suppliers_the_new_entries_touch_get_new_hits(evening_before):
    before = set(Hit.objects.values_list("pk", flat=True))

    load_the_new_list()

    new = Hit.objects.exclude(pk__in=before).select_related("listed_entity__current__version")
    assert replay.missing_hits("after") == []
    assert {hit.listed_entity.current.version.published_on.isoformat() for hit in new} == {"2021-12-17"}
    assert {hit.supplier.external_id for hit in new} >= {
        row["external_id"] for row in replay.touched_suppliers() if row["after"]
    }


def test_a_company_that_is_named_and_not_listed_raises_no_hit(evening_before):
    load_the_new_list()

    assert replay.controls_with_hits() == []


def test_every_supplier_with_a_hit_has_one_open_case_that_collects_them(evening_before):
    load_the_new_list()

    suppliers = set(Hit.objects.live().values_list("supplier", flat=True))
    cases = list(SupplierCase.objects.open().values_list("supplier", flat=True))
    assert sorted(cases) == sorted(suppliers)


def test_the_same_file_again_changes_nothing(evening_before):
    load_the_new_list()
    told = replay.scores()

    again = load_the_new_list()

    assert set(replay.changes_of(again).values()) == {(0, 0, 0, 0, 0)}
    assert replay.scores() == told


def test_a_full_sweep_finds_what_the_change_alone_found(evening_before):
    load_the_new_list()
    told = replay.scores()

    swept = replay.answer_of("rescreen", "--full")

    assert swept["unscreened"] == 0
    assert [(run["hits_new"], run["hits_woken"], run["hits_closed"]) for run in swept["runs"]] == [(0, 0, 0)]
    assert replay.scores() == told

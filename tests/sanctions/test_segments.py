"""One index over every revision: whatever came to pass, it says what the tables say, at any moment, for every base."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from sanctions import loading, screening, segments
from sanctions.matching.index import Index, Match
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.spans import Moment
from sanctions.matching.tables import VERSIONS, Tables, load_tables
from sanctions.models import EntityRevision, IndexSegment, ListVersion, VersionState
from sanctions.records import Subject
from tests.factories import a_person, publish

pytestmark = pytest.mark.django_db

MANY = tuple(f"{tree} Works {number}" for tree in ("Alder", "Birch", "Cedar", "Dogwood") for number in range(5))
EL, SDN = "us-bis-el", "us-ofac-sdn"


def decide(decision: Callable[..., object]) -> None:
    """Release or reject the held version."""
    person = a_person(permissions=("sanctions.change_listversion",))
    decision(ListVersion.objects.get(state=VersionState.HELD), by=person, reason="Looked at it.")


STORY: tuple[Callable[[], object], ...] = (
    lambda: publish(*MANY, day="2021-12-01"),
    lambda: publish("Hengli Optics", "Alder Works 1", code=SDN, day="2021-12-02"),
    lambda: publish(*MANY[1:], "Moonrise Lasers", day="2021-12-03"),  # one delisted, one added
    lambda: publish(*MANY, "Moonrise Lasers", day="2021-12-04"),  # and listed again
    lambda: publish(*MANY, "Moonrise Lasers; Zhengzhou Pumps", day="2021-12-05"),  # amended
    lambda: publish(*MANY[:10], "Quillon Drives", day="2021-12-06"),  # held: half of it is gone
    lambda: decide(loading.reject),
    lambda: publish(*MANY[:9], "Quillon Drives", "Moonrise Lasers; Kestrel Wharf", day="2021-12-07"),  # held again
    lambda: decide(loading.release),
    lambda: publish("Moonrise Optics", "Alder Works 1", code=SDN, day="2021-12-08"),
    lambda: publish(*MANY[:4], day="2021-12-09"),  # held, and overtaken by the next
    lambda: publish(*MANY[:9], "Quillon Drives", day="2021-12-10"),
)
ASKED = [
    Subject((name,))
    for name in (*MANY[::3], "Alder Works 1", "Hengli Optics", "Moonrise Lasers", "Zhengzhou Pumps", "Quillon Drives")
]


def the_story(*, base_after: int) -> None:
    """Everything in turn, with a base built after one of the steps."""
    for number, step in enumerate(STORY):
        step()
        if number == base_after:
            assert screening.build_segment()


@pytest.fixture(autouse=True)
def every_drift_counts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(segments, "LEAST_DRIFT", 0)
    monkeypatch.setattr(segments, "DRIFT_SHARE", 10_000)


def by_the_tables(stands: Callable[[EntityRevision], bool], policy: MatchPolicy) -> list[list[Match]]:
    """An index of exactly the revisions that stand, built for this one question."""
    standing = [revision.pk for revision in EntityRevision.objects.all() if stands(revision)]
    return Index.build(segments.paged(standing), tables(policy.tables)).match_many(ASKED, policy)


@cache
def tables(version: str) -> Tables:
    return load_tables(VERSIONS / version)


def moments(last: int) -> Iterator[tuple[Moment, Callable[[EntityRevision], bool]]]:
    """Every combination of how far two lists are read, and what a table row says to it."""
    for el, sdn in [(seq, seq) for seq in range(last + 1)] + [(last - seq, seq) for seq in range(last + 1)]:
        read = {EL: el, SDN: sdn}

        def stands(revision: EntityRevision, read: dict[str, int] = read) -> bool:
            seq = read[revision.entity.list_id]
            begun = revision.from_seq is not None and revision.from_seq <= seq
            return begun and (revision.to_seq is None or revision.to_seq > seq)

        yield Moment(of_lists=read), stands


@pytest.mark.parametrize("base_after", [None, *range(0, len(STORY), 3), len(STORY) - 1])
def test_what_is_screened_now_is_what_the_tables_say_after_every_step(base_after: int | None):
    policy = screening.policy_in_force()
    for number, step in enumerate(STORY):
        step()
        screened = set(EntityRevision.objects.screened().values_list("pk", flat=True))
        asked = screening.index().match_many(ASKED, policy)

        assert asked == by_the_tables(lambda revision, known=screened: revision.pk in known, policy), number
        if number == base_after:
            assert screening.build_segment()


@pytest.mark.parametrize("base_after", [None, 0, 5, 8, len(STORY) - 1])
def test_every_past_moment_is_answered_from_the_same_index(base_after: int | None):
    the_story(base_after=-1 if base_after is None else base_after)
    screening.forget()
    index, policy = screening.index(), screening.policy_in_force()

    for moment, stands in moments(index.seq):
        assert index.match_many(ASKED, policy, moment) == by_the_tables(stands, policy), moment


def test_a_list_nobody_names_says_nothing_of_a_past_moment():
    the_story(base_after=3)
    index, policy = screening.index(), screening.policy_in_force()

    found = index.match(Subject(("Hengli Optics",)), policy, moment=Moment(of_lists={EL: index.seq}))

    assert found == []


def files() -> list[str]:
    return sorted(path.name for path in screening.index_folder().glob("*"))


def test_a_process_keeps_the_base_in_one_file_named_by_its_hash():
    publish(*MANY)
    screening.build_segment()
    publish(*MANY, "Moonrise Lasers", day="2021-12-18")
    screening.build_segment()
    segment = IndexSegment.objects.first()

    assert f"{segment.sha256}.index" in files()
    assert len(files()) == IndexSegment.objects.count() == 2


@pytest.mark.parametrize("left", [b"", b"short", None])
def test_a_damaged_or_missing_file_is_fetched_again(left: bytes | None):
    publish("Hengli Optics")
    screening.build_segment()
    file = screening.index_folder() / f"{IndexSegment.objects.get().sha256}.index"
    whole = file.read_bytes()
    file.unlink()
    if left is not None:
        file.write_bytes(left)

    screening.forget()
    found = screening.ask(Subject(("Hengli Optics",)))

    assert [match.entity.name for match in found.matches] == ["Hengli Optics"]
    assert file.read_bytes() == whole


def test_where_no_file_can_be_written_the_base_is_held_in_memory():
    publish("Hengli Optics")
    screening.build_segment()
    folder = screening.index_folder()
    for file in folder.glob("*"):
        file.unlink()
    folder.rmdir()
    folder.write_bytes(b"in the way")

    screening.forget()
    found = screening.ask(Subject(("Hengli Optics",)))
    folder.unlink()

    assert [match.entity.name for match in found.matches] == ["Hengli Optics"]


def test_a_base_of_another_program_is_not_read_and_built_anew():
    publish(*MANY)
    screening.build_segment()
    IndexSegment.objects.update(program="another", payload=b"read otherwise")
    screening.forget()

    assert len(screening.ask(Subject((MANY[0],))).matches) > 0
    assert screening.build_segment()
    assert IndexSegment.objects.count() == 2


def test_a_fetched_base_that_is_damaged_is_answered_from_the_lists_themselves():
    publish("Hengli Optics")
    screening.build_segment()
    IndexSegment.objects.update(payload=b"damaged", sha256="0" * 64)
    screening.forget()

    assert len(screening.ask(Subject(("Hengli Optics",))).matches) == 1

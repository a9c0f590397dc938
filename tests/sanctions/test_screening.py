"""One question to the lists, by what stands now or stood on a past day, and never without saying which."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.utils import timezone

from sanctions import loading, screening, segments
from sanctions.matching.policy import PolicyInvalid
from sanctions.matching.snapshot import program
from sanctions.models import IndexSegment, ListVersion, Policy, PolicyState
from sanctions.records import Coverage, Identifier, Subject
from sanctions.screening import Answer
from tests.factories import a_person, publish

pytestmark = pytest.mark.django_db

MANY = tuple(f"{tree} Works {number}" for tree in ("Alder", "Birch", "Cedar", "Dogwood") for number in range(5))


def found(answer: Answer) -> list[str]:
    return [match.entity.name for match in answer.matches]


def ask(name: str, **how: object) -> list[str]:
    return found(screening.ask(Subject((name,)), **how))


def test_an_answer_names_the_entry_its_designations_and_the_versions_it_rests_on():
    publish("HMN International Co., Ltd; Huawei Marine", coverage=Coverage.EXCERPT)

    answer = screening.ask(Subject(("Huawei Marine",), countries=("CN",)))

    [match] = answer.matches
    assert (match.entity.name, match.match.matched_name) == ("HMN International Co., Ltd", "Huawei Marine")
    assert [str(act.listed_on) for act in match.designations] == ["2021-12-17"]
    assert [(v.list_id, v.number, v.coverage) for v in answer.versions] == [("us-bis-el", 1, "excerpt")]
    assert answer.policy.version == 1


def test_no_match_still_says_what_was_asked():
    publish("Hengli Optics")

    answer = screening.ask(Subject(("Plain Parts Ltd",)))

    assert (found(answer), len(answer.versions)) == ([], 1)


def test_a_shared_number_finds_what_the_name_does_not():
    publish("Hengli Optics", identifiers="uscc:91330000733796106P")

    answer = screening.ask(Subject(("Plain Parts",), identifiers=(Identifier("uscc", "91330000733796106P"),)))

    assert found(answer) == ["Hengli Optics"]


def test_what_is_listed_is_found_by_the_next_question_and_what_is_delisted_no_longer():
    publish("Hengli Optics")
    assert ask("Moonrise Lasers") == []
    publish("Hengli Optics", "Moonrise Lasers", day="2021-12-18")
    assert ask("Moonrise Lasers") == ["Moonrise Lasers"]
    publish("Moonrise Lasers", day="2021-12-19")
    assert ask("Hengli Optics") == []


def test_an_amended_entry_answers_by_its_new_names_only():
    publish("Hengli Optics; Zhengzhou Bluewater Pumps")
    screening.build_segment()
    publish("Hengli Optics; Moonrise Lasers", day="2021-12-18")

    assert ask("Zhengzhou Bluewater Pumps") == []
    assert ask("Moonrise Lasers") == ["Hengli Optics"]


def test_a_stored_base_and_a_delta_give_the_answers_of_a_fresh_index(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(segments, "LEAST_DRIFT", 0)
    publish(*MANY)
    assert screening.build_segment()
    publish(*MANY[2:], "Moonrise Lasers", day="2021-12-18")
    names = [Subject((name,)) for name in (*MANY, "Moonrise Lasers")]
    policy = screening.policy_in_force()

    screening.forget()
    fetched = screening.index().match_many(names, policy)
    IndexSegment.objects.all().delete()
    screening.forget()
    built = screening.index().match_many(names, policy)

    assert fetched == built
    assert [bool(matches) for matches in built] == [False, False, *[True] * 18, True]


def test_a_base_is_built_only_where_the_old_one_has_drifted():
    publish(*MANY)
    assert not screening.build_segment()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "LEAST_DRIFT", 10)
        assert screening.build_segment()
        assert not screening.build_segment()
        publish(*MANY, "Moonrise Lasers", day="2021-12-18")
        assert not screening.build_segment()
    assert IndexSegment.objects.count() == 1


def test_a_stored_base_that_cannot_be_read_is_answered_from_the_lists_themselves():
    publish("Hengli Optics")
    tables = screening.policy_in_force().tables
    IndexSegment.objects.create(seq=1, tables=tables, program=program(), sha256="0" * 64, payload=b"broken", names=1)

    assert ask("Hengli Optics") == ["Hengli Optics"]


def test_a_question_costs_one_query_for_the_index_when_nothing_changed(django_assert_num_queries: Callable):
    publish("Hengli Optics")
    tables = screening.policy_in_force().tables
    first = screening.index(tables)

    with django_assert_num_queries(1):
        assert screening.index(tables) is first


def test_threads_that_ask_at_once_share_one_index():
    publish("Hengli Optics")
    held, policy = screening.index(), screening.policy_in_force()
    seen: list[object] = []

    def ask_it() -> None:
        seen.append(held.match(Subject(("Hengli Optics",)), policy))

    threads = [threading.Thread(target=ask_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 4
    assert all(answer == seen[0] for answer in seen)


def test_a_held_version_s_additions_are_found_and_marked():
    publish(*MANY)
    publish(*MANY[:10], "Moonrise Lasers", day="2021-12-18")

    [match] = screening.ask(Subject(("Moonrise Lasers",))).matches
    assert match.is_provisional
    assert "Cedar Works 3" in ask("Cedar Works 3")

    person = a_person(permissions=("sanctions.change_listversion",))
    loading.reject(ListVersion.objects.get(state="held"), by=person, reason="Half of it is missing.")
    assert ask("Moonrise Lasers") == []


def test_a_past_day_is_answered_by_what_was_published_and_by_what_was_known():
    with time_machine.travel("2022-01-05T12:00:00Z", tick=True):
        publish("Hengli Optics", day="2021-12-10")
    with time_machine.travel("2022-02-05T12:00:00Z", tick=True):
        publish("Hengli Optics", "Moonrise Lasers", day="2021-12-17")

    assert ask("Moonrise Lasers") == ["Moonrise Lasers"]
    assert ask("Moonrise Lasers", as_of=date(2021, 12, 16)) == []
    assert ask("Moonrise Lasers", as_of=date(2021, 12, 17)) == ["Moonrise Lasers"]
    assert ask("Moonrise Lasers", as_of=date(2021, 12, 17), known_at=date(2022, 1, 31)) == []
    assert ask("Moonrise Lasers", known_at=date(2022, 2, 5)) == ["Moonrise Lasers"]
    assert ask("Hengli Optics", as_of=date(2021, 12, 1)) == []


def test_a_limit_and_a_threshold_cut_the_answer():
    publish("Hengli Optics", "Hengli Optics Trading", "Hengli Optical Works")

    everything = screening.ask(Subject(("Hengli Optics",)), limit=None)
    assert len(everything.matches) > 1
    assert ask("Hengli Optics", limit=1) == ["Hengli Optics"]
    assert ask("Hengli Optics", threshold=0.999) == ["Hengli Optics"]
    with pytest.raises(PolicyInvalid):
        ask("Hengli Optics", threshold=0.2)


def test_without_a_policy_nothing_is_answered():
    Policy.objects.update(state=PolicyState.RETIRED, retired_at=timezone.now())

    with pytest.raises(screening.NoPolicy):
        ask("Hengli Optics")

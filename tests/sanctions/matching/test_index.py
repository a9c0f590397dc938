"""The index: the same answer whatever else is listed, however it was loaded and however it is asked."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from sanctions.matching.index import Index, IndexEntry, Match
from sanctions.matching.policy import Band, MatchPolicy, PolicyInvalid, TablesDiffer
from sanctions.matching.snapshot import SnapshotUnusable
from sanctions.matching.tables import Tables
from sanctions.matching.text import NameBlank
from sanctions.records import Identifier, Kind, Name, NameKind, Strength, Subject
from tests.sanctions.matching.conftest import an_entry
from tests.sanctions.matching.test_gold_table import rows

LISTED = [an_entry(row["listed"], key=key, kind=Kind(row["kind"])) for key, row in enumerate(rows())]
ASKED = [Subject((row["supplier"],)) for row in rows()]
Asking = Callable[..., Match | None]


@pytest.fixture(scope="module")
def index(tables: Tables) -> Index:
    return Index.build(LISTED, tables)


@pytest.fixture(scope="module")
def answers(index: Index, policy: MatchPolicy) -> list[list[Match]]:
    return index.match_many(ASKED, policy)


def test_asking_one_by_one_gives_the_same_as_asking_together(
    index: Index, answers: list[list[Match]], policy: MatchPolicy
):
    assert [index.match(subject, policy, limit=None) for subject in ASKED] == answers


def test_the_order_of_loading_is_irrelevant(answers: list[list[Match]], tables: Tables, policy: MatchPolicy):
    shuffled = LISTED[:]
    random.Random(7).shuffle(shuffled)

    assert Index.build(shuffled, tables).match_many(ASKED, policy) == answers


def test_what_else_is_listed_never_moves_a_score(answers: list[list[Match]], tables: Tables, policy: MatchPolicy):
    alone: list[list[Match]] = [[] for _ in ASKED]
    for entry in LISTED:
        for found, own in zip(alone, Index.build([entry], tables).match_many(ASKED, policy), strict=True):
            found += own

    assert [sorted(found, key=lambda m: (-m.score, m.key)) for found in alone] == answers


def test_a_stored_index_gives_the_same_answers(
    index: Index, answers: list[list[Match]], tables: Tables, policy: MatchPolicy
):
    stored = Index.from_bytes(index.to_bytes(), tables)

    assert stored.match_many(ASKED, policy) == answers
    assert (stored.size, stored.names) == (index.size, index.names) == (len(LISTED), len(LISTED))
    assert stored.to_bytes() == index.to_bytes()


def test_threads_may_share_an_index(index: Index, answers: list[list[Match]], policy: MatchPolicy):
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(index.match, subject, policy, None) for subject in ASKED * 4]

    assert [future.result() for future in asked] == answers * 4


def test_the_best_match_stands_first_and_equals_are_ordered_by_key(answers: list[list[Match]]):
    assert all(found == sorted(found, key=lambda m: (-m.score, m.key)) for found in answers)


def test_reasons_add_up_to_the_score(answers: list[list[Match]]):
    for match in [match for found in answers for match in found]:
        assert round(sum(reason.points for reason in match.reasons), 6) == match.score


def test_a_limit_cuts_the_tail(index: Index, policy: MatchPolicy):
    assert len(index.match(Subject(("Yitu Limited",)), policy, limit=1)) == 1


def test_bytes_that_are_no_index_are_refused(tables: Tables):
    for raw in (b"", b"no index", b"PK\x03\x04 broken"):
        with pytest.raises(SnapshotUnusable):
            Index.from_bytes(raw, tables)


def test_an_index_of_other_tables_is_refused(index: Index, tables: Tables):
    raw = index.to_bytes().replace(
        f'"tables":"{tables.version}"'.encode(), f'"tables":"{tables.version[:-1]}0"'.encode()
    )

    with pytest.raises(SnapshotUnusable):
        Index.from_bytes(raw, tables)


def test_a_policy_of_other_tables_is_refused(index: Index):
    with pytest.raises(TablesDiffer):
        index.match(Subject(("Yitu",)), MatchPolicy(version=2, tables="1999.01-1"))


def test_thresholds_must_rise_and_not_lie_below_what_the_index_answers_for(tables: Tables):
    for possible, probable in ((0.5, 0.8), (0.9, 0.8)):
        with pytest.raises(PolicyInvalid):
            MatchPolicy(version=2, tables=tables.version, possible=possible, probable=probable)


def test_an_empty_index_answers_nothing(tables: Tables, policy: MatchPolicy):
    index = Index.from_bytes(Index.build([], tables).to_bytes(), tables)

    assert index.match(Subject(("Yitu",)), policy) == []


def test_a_name_that_cannot_be_screened_is_an_error(index: Index, policy: MatchPolicy):
    with pytest.raises(NameBlank, match="---"):
        index.match(Subject(("Yitu", "---")), policy)


def test_a_listed_name_that_cannot_be_read_is_told(tables: Tables):
    assert Index.build([an_entry("Yitu", "---", key=9)], tables).blank_names == ((9, "---"),)


HMN = an_entry("HMN International Co., Ltd", Name("Huawei Marine", NameKind.FKA), Name("HMN Tech", NameKind.AKA))


def test_the_kind_of_name_is_the_first_reason(best: Asking):
    former, alias, primary = (best(name, HMN) for name in ("Huawei Marine Co Ltd", "HMN Tech", "HMN International"))

    assert [match.reasons[0].rule for match in (former, alias, primary)] == ["former-name", "alias", "primary-name"]
    assert former.matched_name == former.reasons[0].theirs == "Huawei Marine"
    assert former.our_name == former.reasons[0].ours == "Huawei Marine Co Ltd"


def test_a_reason_shows_the_words_of_both_sides(best: Asking):
    found = best("Beijing Geling Shentong Details Know-how", "Beijing Geling Shentong Information Technology Co., Ltd.")

    assert ("same-meaning", "details", "information") in {(r.rule, r.ours, r.theirs) for r in found.reasons}
    assert found.band is Band.STRONG


def a_weak_alias(**fields: object) -> IndexEntry:
    return an_entry("Qasim Trading House", Name("Falcon Bright", NameKind.AKA, Strength.WEAK), **fields)


def test_a_weak_alias_alone_is_no_match(best: Asking):
    assert best("Falcon Bright", a_weak_alias()) is None
    assert best("Falcon Bright", a_weak_alias(countries=("SY",))) is None


def test_a_weak_alias_with_the_country_is_possible(best: Asking):
    found = best(Subject(("Falcon Bright",), countries=("SY",)), a_weak_alias(countries=("SY",)))

    assert found.band is Band.POSSIBLE
    assert found.reasons[0].rule == "weak-alias"


def test_four_letters_among_other_words_are_no_match(best: Asking):
    assert best("Smic Harbour Cranes", an_entry("SMIC")) is None
    assert best("Sofic", an_entry("SMIC")) is None


def test_four_letters_and_equal_are_a_match_that_says_it_is_short(best: Asking):
    found = best("SMIC", an_entry("SMIC"))

    assert found.band is Band.STRONG
    assert "short-name" in {reason.rule for reason in found.reasons}


def test_three_letters_are_not_similar_to_anything(best: Asking):
    assert best("PKL", an_entry("PKK")) is None


def test_a_listed_name_inside_a_longer_one_is_a_possible_affiliate(best: Asking):
    found = best("Suzhou Kedarion Precision Tools and Logistics Co., Ltd.", an_entry("Kedarion International"))

    assert found.band is Band.POSSIBLE
    assert "possible-affiliate" in {reason.rule for reason in found.reasons}


USCC = Identifier("uscc", "91330000MA27U0000N", "CN")


def test_the_same_identifier_is_a_match_whatever_the_names(best: Asking):
    found = best(Subject(("Quite Another Name",), identifiers=(USCC,)), an_entry("Hikvision", identifiers=(USCC,)))

    assert found.score == 1.0
    assert "same-identifier" in {reason.rule for reason in found.reasons}


def test_the_same_number_of_two_countries_is_not_the_same_identifier(best: Asking):
    ours, theirs = Identifier("tax", "7701234567", "RU"), Identifier("tax", "7701234567", "PL")

    assert best(Subject(("Quite Another Name",), identifiers=(ours,)), an_entry("Novik", identifiers=(theirs,))) is None


@pytest.mark.parametrize(
    "name, band",
    [("Kedarion Marenko Shipping", Band.STRONG), ("Orient Pearl Shipping", Band.PROBABLE)],
    ids=["words nobody else bears", "words many names hold"],
)
def test_another_country_costs_the_more_the_less_the_names_say(best: Asking, name: str, band: Band):
    entry = an_entry(name, countries=("IR",))
    same = best(Subject((name,), countries=("IR",)), entry)
    other = best(Subject((name,), countries=("PA",)), entry)

    assert other.score < same.score
    assert other.band is band
    assert "country-differs" in {reason.rule for reason in other.reasons}


def test_china_and_hong_kong_are_not_different_countries(best: Asking):
    found = best(Subject(("Orient Pearl",), countries=("HK",)), an_entry("Orient Pearl", countries=("CN",)))

    assert "country-differs" not in {reason.rule for reason in found.reasons}


def test_a_company_is_not_the_ship_of_the_same_name(best: Asking):
    ship = an_entry("ORIENT PEARL", kind=Kind.VESSEL)
    company = best(Subject(("Orient Pearl",), Kind.COMPANY), ship)
    unknown = best("Orient Pearl", ship)

    assert company.score < unknown.score
    assert "other-kind" in {reason.rule for reason in company.reasons}


def test_an_equal_address_speaks_for_a_match(best: Asking):
    street = "No. 88 Zhonghua Road, Nanshan District, Shenzhen 518000"
    entry = an_entry("Hua'antai Technology", addresses=(street,))
    with_address = best(Subject(("Huaantai Techs",), addresses=("88 Zhonghua Rd Nanshan Shenzhen 518000",)), entry)
    without = best("Huaantai Techs", entry)

    assert with_address.score >= without.score
    assert "same-address" in {reason.rule for reason in with_address.reasons}


def test_the_best_of_several_names_on_both_sides_counts(best: Asking):
    found = best(Subject(("Something Else", "Huawei Marine")), HMN)

    assert (found.our_name, found.matched_name) == ("Huawei Marine", "Huawei Marine")


CUT = "Kestrel Wharf Society of Brothers Quillon, Marenko and Odessit"


def test_a_name_cut_at_the_end_of_the_field_is_found(best: Asking):
    found = best(CUT[:35], CUT)

    assert found.score >= 0.82
    assert found.reasons[1].rule == "cut-short"


def test_the_beginning_of_a_name_is_no_cut_name_at_any_length(best: Asking):
    assert "cut-short" not in {reason.rule for reason in getattr(best(CUT[:37], CUT), "reasons", ())}


def test_a_possible_affiliate_is_told_below_the_threshold_unless_whoever_asks_sets_one(tables: Tables):
    index = Index.build([an_entry("Kedarion Group", countries=("CN",))], tables)
    subject = Subject(("Kedarion Ithaca Marine Paints",), countries=("CN",))
    strict = MatchPolicy(1, tables.version, possible=0.8, probable=0.85, strong=0.93)

    [told] = index.match(subject, strict)

    assert told.is_affiliate and told.score < strict.possible
    assert told.band is Band.POSSIBLE
    assert index.match(subject, replace(strict, tells_affiliates=False)) == []

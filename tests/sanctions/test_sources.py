"""What a source states of its samples, and that no damage to a file goes unnoticed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanctions.catalogue import LISTS
from sanctions.records import SourceFile
from sanctions.sources import UnknownSource, all_sources, source
from tests.lists import strategies
from tests.lists.questions import read_or_refused
from tests.lists.statement import SAMPLES, expected, sample, statement
from tests.prove.scale import GENERATED

CSL, JSON = (sample("us-csl", name)[0].raw for name in ("sample.csv", "sample.json"))
SDN, ADD, ALT = (file.raw for file in sample("us-ofac-sdn", "sdn.csv", "add.csv", "alt.csv"))
UFLPA = sample("us-dhs-uflpa", "sample.html")[0].raw
DPL = sample("us-bis-dpl", "sample.txt")[0].raw
TABLE = sample("table", "sample.csv")[0].raw
TYPED = sample("house", "sample.jsonl")[0].raw


SDN_XML = sample("us-ofac-sdn", "sdn.xml")[0].raw
CONS_XML, ENHANCED = (file.raw for file in sample("us-ofac-cons", "consolidated.xml", "cons_enhanced.xml"))
CONS = {name.removesuffix(".csv"): sample("us-ofac-cons", name)[0].raw for name in SAMPLES["us-ofac-cons"][0]}
UN, EU, CANADA = (sample(code, "sample.xml")[0].raw for code in ("un-sc", "eu-fsf", "ca-sema"))


@pytest.mark.parametrize("code", SAMPLES)
def test_a_source_states_of_its_samples_what_was_accepted(code: str) -> None:
    accepted = expected(code)
    command = f"python -m tests.lists.statement {code}"

    assert accepted.exists(), f"write, read and accept it: {command}"
    assert statement(code) == accepted.read_text(encoding="utf-8"), f"read what changed: {command}; git diff"


@pytest.mark.parametrize("code", SAMPLES)
def test_no_native_id_stands_twice_in_a_list(code: str) -> None:
    for names in SAMPLES[code]:
        for found in source(code).parse(sample(code, *names)).lists:
            numbers = Counter(record.native_id for record in found.records if record.native_id)
            assert not [number for number, times in numbers.items() if times > 1]


def test_the_sources_of_this_house_are_found_by_their_code() -> None:
    assert {"house", "table", "us-csl", "us-ofac-sdn"} <= {found.code for found in all_sources()}
    assert set(SAMPLES) == {found.code for found in all_sources()}, "a source without a sample in tests/lists"
    assert all(feed in LISTS for found in all_sources() for feed in (*found.feeds, *found.required_lists))
    with pytest.raises(UnknownSource, match="is not a source we can read"):
        source("us-cls")


def damaged(**files: bytes) -> st.SearchStrategy[tuple[SourceFile, ...]]:
    return st.tuples(*(st.builds(SourceFile, st.just(name), strategies.damaged(raw)) for name, raw in files.items()))


DAMAGED = {
    "a screening list": ("us-csl", damaged(csl=CSL)),
    "a screening list in JSON": ("us-csl", damaged(csl=JSON)),
    "an OFAC set": ("us-ofac-sdn", damaged(sdn=SDN, add=ADD, alt=ALT)),
    "SDN.XML": ("us-ofac-sdn", damaged(sdn=SDN_XML)),
    "OFAC's other set": ("us-ofac-cons", damaged(**CONS)),
    "CONSOLIDATED.XML": ("us-ofac-cons", damaged(cons=CONS_XML)),
    "OFAC's enhanced XML": ("us-ofac-cons", damaged(cons=ENHANCED)),
    "the UN's list": ("un-sc", damaged(un=UN)),
    "the EU's list": ("eu-fsf", damaged(eu=EU)),
    "Canada's list": ("ca-sema", damaged(ca=CANADA)),
    "a web page": ("us-dhs-uflpa", damaged(page=UFLPA)),
    "denied persons": ("us-bis-dpl", damaged(dpl=DPL)),
    "a table": ("table", damaged(table=TABLE)),
    "typed entries": ("house", damaged(typed=TYPED)),
    **{f"any bytes as {found.code}": (found.code, st.tuples(strategies.any_file)) for found in all_sources()},
}


def read_many(what: str, *, examples: int) -> None:
    code, files = DAMAGED[what]

    # How fast a busy machine makes up files says nothing about the readers.
    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(files)
    def read(given_files: tuple[SourceFile, ...]) -> None:
        read_or_refused(code, *given_files)

    read()


@pytest.mark.parametrize("what", DAMAGED)
def test_a_damaged_file_is_read_or_refused_by_name(what: str) -> None:
    read_many(what, examples=100)


@pytest.mark.prove
@pytest.mark.parametrize("what", DAMAGED)
def test_ever_more_damaged_files_are_read_or_refused_by_name(what: str) -> None:
    read_many(what, examples=GENERATED)

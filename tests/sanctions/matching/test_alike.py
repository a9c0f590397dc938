"""Words that are alike, and the hashes by which they find each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanctions.matching.alike import keys, likeness, person_keys, person_likeness, sound

LETTERS = st.text(alphabet="abcdeghiklmnorstuvxyz", min_size=1, max_size=12)


@st.composite
def slipped(draw: st.DrawFn) -> tuple[str, str]:
    """A word and the same word after up to two slips."""
    word = changed = draw(st.text(alphabet="abcdeghiklmnorstuvxyz", min_size=2, max_size=12))
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(changed) - 1))
        letter = draw(st.sampled_from("aehiknorstz"))
        changed = draw(
            st.sampled_from(
                [
                    changed[:at] + letter + changed[at + 1 :],
                    changed[:at] + letter + changed[at:],
                    (changed[:at] + changed[at + 1 :]) or changed,
                    changed[:at] + changed[at : at + 2][::-1] + changed[at + 2 :],
                ]
            )
        )
    return word, changed


@given(slipped())
def test_words_that_are_alike_share_a_hash(pair: tuple[str, str]):
    ours, theirs = pair

    assert not likeness(ours, theirs) or keys(ours) & keys(theirs)
    assert not person_likeness(ours, theirs) or person_keys(ours) & person_keys(theirs)


@given(slipped())
def test_likeness_is_the_same_both_ways_round_and_never_above_one(pair: tuple[str, str]):
    ours, theirs = pair

    assert likeness(ours, theirs) == likeness(theirs, ours) <= 1
    assert (likeness(ours, theirs) == 1) == (ours == theirs)


@given(LETTERS)
def test_a_word_is_itself(word: str):
    assert likeness(word, word) == 1.0


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("yevgeniy", "evgeny"), ("sergey", "sergei"), ("khodorkovsky", "hodorkovskiy"), ("husayn", "hussein")],
)
def test_one_sound_written_two_ways_is_nearly_the_same(ours: str, theirs: str):
    assert person_likeness(ours, theirs) > 0.6, (sound(ours), sound(theirs))


@pytest.mark.parametrize(("ours", "theirs"), [("lxc", "lau"), ("sim", "sin"), ("oil", "gas"), ("2004", "2005")])
def test_short_words_and_numbers_must_be_equal(ours: str, theirs: str):
    assert likeness(ours, theirs) == 0

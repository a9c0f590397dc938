"""What is told of many pairs of words by arithmetic is what the scorer's own rule says of each."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from sanctions.matching.align import likely_link
from sanctions.matching.alike import consonants, sound
from sanctions.matching.likely_pairs import Pairs, Words
from sanctions.matching.tables import Role, Tables
from sanctions.matching.tokens import Token

SPELT = (
    *("kedarion", "kedarino", "kdarion", "xedarion", "kedario", "kedar", "keda", "kedarionov", "kedarioxyz"),
    *("zolk", "zolt", "zlok", "zol", "zo", "z", "zolka", "quilon", "quilo", "quillon", "12345", "12346", "1234"),
    *("hua wei", "huawei", "*hsn", "husayn", "technology", "technologo", "хорошо", "хорощо", "a", "al"),
)
WORDS = [
    *(Token(word, word, Role.IDENTITY, 100) for word in SPELT),
    *(Token("technology", word, Role.CONCEPT, 20) for word in ("technology", "tech", "technologies")),
    *(Token(word, word, Role.PLACE, 30) for word in ("kedari", "zolk", "quil")),
    *(Token(word, word, Role.NUMBER, 40) for word in ("12345", "zolka")),
    Token("kedarion", "brand", Role.IDENTITY, 100),
    Token("zolk", "zolk", Role.IDENTITY, 100, ("kedarion", ".zolt")),
]


def is_loose(ours: Token, theirs: Token, tables: Tables) -> bool:
    """Neither of one sound nor near in meaning."""
    is_heard = sound(ours.word) == sound(theirs.word) or "" != consonants(ours.word) == consonants(theirs.word)
    return not is_heard and (ours.text, theirs.text) not in tables.near_concepts


@pytest.mark.parametrize("is_person", [False, True])
def test_many_pairs_are_linked_as_one_is(is_person: bool, tables: Tables):
    places = list(product(range(len(WORDS)), repeat=2))
    mine, other = (np.array(column, dtype=np.int64) for column in zip(*places, strict=True))
    loose = np.array([is_loose(WORDS[i], WORDS[j], tables) for i, j in places])

    found = Pairs(Words.of(WORDS), Words.of(WORDS), mine, other).linked(loose, is_person, tables)

    for (i, j), likeness, is_similar in zip(places, *(column.tolist() for column in found), strict=True):
        link = likely_link(WORDS[i], WORDS[j], is_person, tables)
        expected = (link[1], link[0] == "similar-word") if link else (0.0, False)
        assert (likeness, is_similar) == expected, (WORDS[i], WORDS[j])

"""The words of all listed names, numbered, and which of them a word of a question may stand for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.acronyms import MARK, unmarked
from sanctions.matching.align import JOINED, SHORTEST_BEGINNING
from sanctions.matching.alike import SHORTEST_SOUND, consonants, likeness, sound
from sanctions.matching.asked_names import AskedNames, AskedWords
from sanctions.matching.coding import ROLES, Codes, Ints, code, coded, ranges
from sanctions.matching.known_hashes import KnownHashes
from sanctions.matching.likely_pairs import Pairs, Words
from sanctions.matching.slips import slipped, spelt
from sanctions.matching.tables import Role, Tables
from sanctions.matching.texts import Texts
from sanctions.matching.tokens import Token

Keys = tuple[Ints, NDArray[np.uint32]]  # who has them, and the numbers two words share
Flags = NDArray[np.bool_]

_SEPARATOR = "\x1f"
_CACHED_TOKENS = 40_000
_NOTHING: Codes = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class WordArrays:
    """The numbers of a vocabulary, ready to be stored. Words behind the real ones are joined neighbours."""

    word_start: NDArray[np.uint32]
    word_letters: NDArray[np.uint8]
    word_role: NDArray[np.uint8]
    word_weight: NDArray[np.uint16]
    key_hash: NDArray[np.uint32]
    key_start: NDArray[np.uint32]
    key_word: NDArray[np.uint32]


class Vocabulary:
    """Listed words of one reading, told apart by number."""

    def __init__(self, arrays: WordArrays, tables: Tables, is_person: bool) -> None:
        self.arrays = arrays
        self._tables = tables
        self._is_person = is_person
        self._near = near_texts(tables)
        self._texts = Texts(arrays.word_start, arrays.word_letters)
        self._known = KnownHashes(arrays.key_hash)
        self._tokens: dict[int, Token] = {}  # only ever spares work: threads may share it, and lose an entry
        self._lock = threading.Lock()
        self._asked = AskedWords(_CACHED_TOKENS)
        self._runs: dict[str, Sequence[int]] = {}

    def __len__(self) -> int:
        return len(self.arrays.word_weight)

    def token(self, number: int) -> Token:
        """One real word, put together again."""
        known = self._tokens.get(number)
        if known is None:
            text, word, *others = self._texts[number].split(_SEPARATOR)
            role = ROLES[self.arrays.word_role[number]]
            known = Token(text, word, role, int(self.arrays.word_weight[number]), tuple(others))
            if len(self._tokens) >= _CACHED_TOKENS:
                self._tokens.clear()
            self._tokens[number] = known
        return known

    def expand(self, tokens: Iterable[Token]) -> Mapping[Token, Codes]:
        """The listed words each word may stand for."""
        some = list(dict.fromkeys(tokens))
        known, numbers = self.numbered(some)
        return {token: known.codes[number] for token, number in zip(some, numbers.tolist(), strict=True)}

    def numbered(self, tokens: Sequence[Token]) -> tuple[AskedWords, Ints]:
        """What is known of words of questions, and the number of each of these."""
        known = self._asked
        numbers = list(map(known.numbers.get, tokens))
        if None in numbers:
            known = self._learned(tokens)
            numbers = list(map(known.numbers.get, tokens))
        return known, np.array(numbers, dtype=np.int64)

    def _learned(self, tokens: Sequence[Token]) -> AskedWords:
        some = list(dict.fromkeys(tokens))
        with self._lock:
            known = self._asked
            new = [token for token in some if token not in known.numbers]
            if len(known.numbers) + len(new) > known.size:
                known, new = AskedWords(max(_CACHED_TOKENS, len(some))), some
            known.add(new, self._looked_up(new))
            self._asked = known
        return known

    def joined(self, asked: AskedNames) -> tuple[Ints, Ints, Codes]:
        """Neighbouring words of questions that together may be a listed word: the first, how many, and its code."""
        first, size = asked.runs()
        spellings = [asked.spelling(*run) for run in zip(first.tolist(), size.tolist(), strict=True)]
        known = self._learned_runs(spellings)
        counts = [len(known[spelling]) for spelling in spellings]
        rows = np.repeat(np.arange(len(first)), counts)
        codes = [code for spelling in spellings for code in known[spelling]]
        initials = np.array(list(self._by_initials(asked)), dtype=np.int64).reshape(-1, 3)
        return (
            np.concatenate([first[rows], initials[:, 0]]),
            np.concatenate([size[rows], initials[:, 1]]),
            np.concatenate([np.array(codes, dtype=np.int64), initials[:, 2]]),
        )

    def _learned_runs(self, spellings: Sequence[str]) -> Mapping[str, Sequence[int]]:
        """The codes of the listed words each spelling may be, written apart and with a slip in it."""
        known = self._runs
        new = [spelling for spelling in dict.fromkeys(spellings) if spelling not in known]
        if len(known) + len(new) > _CACHED_TOKENS:
            known, new = {}, list(dict.fromkeys(spellings))
        found: dict[str, tuple[int, ...]] = dict.fromkeys(new, ())
        places, slips = slipped(new, most=1)
        places, words = self._keyed(np.concatenate([np.arange(len(new)), places]), np.concatenate([spelt(new), slips]))
        for pair in np.unique(places * max(1, len(self)) + words).tolist():
            place, word = divmod(pair, len(self))
            if word < len(self._texts) and (alike := self._alike(new[place], self.token(word))):
                found[new[place]] += (code(word, JOINED * alike, False),)
        known.update(found)
        self._runs = known
        return known

    @staticmethod
    def _alike(spelling: str, token: Token) -> float:
        return max(likeness(spelling, other) for other in _words(token)) if token.role is not Role.NUMBER else 0.0

    def _by_initials(self, asked: AskedNames) -> Iterator[tuple[int, int, int]]:
        """Where a listed word is the initials of a question: its first word, how many it has, and the code."""
        told = list(asked.initials())
        places, words = self._keyed(np.arange(len(told)), spelt([spelling for spelling, _, _ in told]))
        for place, word in zip(places.tolist(), words.tolist(), strict=True):
            spelling, first, size = told[place]
            if self._is_spelt(word, spelling):
                yield first, size, code(word, 1.0, False)

    def _is_spelt(self, word: int, spelling: str) -> bool:
        if word >= len(self._texts):
            return False
        token = self.token(word)
        return token.word == spelling or spelling in token.others

    def _looked_up(self, new: Sequence[Token]) -> list[Codes]:
        owner, word = self._linked(new)
        codes = np.split(word, np.searchsorted(owner, np.arange(1, len(new))))
        return codes

    def _linked(self, new: Sequence[Token]) -> tuple[Ints, Codes]:
        """Places of new words, in rising order, and the codes of the listed words each may stand for."""
        owner, word, is_loose = self._met(new)
        is_joined = word >= len(self._texts)  # it has no letters of its own; scoring looks at them again
        real = np.flatnonzero(~is_joined)
        numbers, which = np.unique(word[real], return_inverse=True)
        listed = [self.token(number) for number in numbers.tolist()]
        pairs = Pairs(Words.of(new), Words.of(listed), owner[real], which)
        likeness = np.where(is_joined, JOINED, 0.0)
        is_similar = np.zeros(len(word), dtype=np.bool_)
        likeness[real], is_similar[real] = pairs.linked(is_loose[real], self._is_person, self._tables)
        found = likeness > 0
        return owner[found], coded(word[found], likeness[found], is_similar[found])

    def _met(self, new: Sequence[Token]) -> tuple[Ints, Ints, Flags]:
        """Pairs of a new and a listed word that share a key, in rising order, and whether only loose ones."""
        sure, loose = asked_keys(new, self._is_person, self._near)
        owner, word = self._keyed(*_both((sure[0] << 1, sure[1]), (loose[0] << 1 | 1, loose[1])))
        size = max(1, len(self))
        pairs = np.sort(((owner >> 1) * size + word) << 1 | owner & 1)
        pairs = pairs[np.diff(pairs >> 1, prepend=-1) != 0]
        return *np.divmod(pairs >> 1, size), pairs & 1 == 1

    def _keyed(self, owners: Ints, hashes: NDArray[np.uint32]) -> tuple[Ints, Ints]:
        """Who asked and which listed word, wherever a hash is known."""
        asked, at = self._known.find(hashes)
        begins = self.arrays.key_start[at].astype(np.int64)
        counts = self.arrays.key_start[at + 1] - begins
        return np.repeat(owners[asked], counts), self.arrays.key_word[ranges(begins, counts)].astype(np.int64)


def listed_keys(tokens: Sequence[Token], is_person: bool) -> Keys:
    """The place of each listed word and every number it is found by."""
    beginnings = _no_beginnings if is_person else _beginnings_kept
    sounds = _sounds(is_person)
    told = ((token.text, _words(token)) for token in tokens)
    written = [(text, *words, *(s for w in words for s in (*sounds(w), *beginnings(w)))) for text, words in told]
    return _both(_spelt(written), _slipped(tokens))


def asked_keys(tokens: Sequence[Token], is_person: bool, near: Mapping[str, Sequence[str]]) -> tuple[Keys, Keys]:
    """The place of each word of a question and every number a listed word it could be linked to is found by.

    Apart from the sure ones, which only words that sound or mean the same share, stand those two words may share by
    chance: of how they are written, of their beginnings and of slips.
    """
    sounds = _sounds(is_person)
    beginnings = _no_beginnings if is_person else _beginnings_asked
    told = [(token.text, token.word, _words(token)) for token in tokens]
    sure = [(MARK + word, *near.get(text, ()), *(s for w in words for s in sounds(w))) for text, word, words in told]
    written = [(text, *words, *(b for w in words for b in beginnings(w))) for text, _, words in told]
    return _spelt(sure), _both(_spelt(written), _slipped(tokens))


def _words(token: Token) -> tuple[str, ...]:
    return () if token.role is Role.NUMBER else (token.word, *unmarked(token.others))


def _both(one: Keys, other: Keys) -> Keys:
    return np.concatenate([one[0], other[0]]), np.concatenate([one[1], other[1]])


def _spelt(words: Sequence[Sequence[str]]) -> Keys:
    owners = np.repeat(np.arange(len(words)), [len(some) for some in words])
    return owners, spelt([word for some in words for word in some])


def _slipped(tokens: Iterable[Token]) -> Keys:
    """What is left of each word, also written without its blanks, where it is not written in full."""
    owners: list[int] = []
    spellings: list[str] = []
    for place, token in enumerate(tokens):
        words = _words(token)
        found = [*words, *(word.replace(" ", "") for word in words if " " in word)]
        spellings += found
        owners += [place] * len(found)
    places, hashes = slipped(spellings)
    return np.array(owners, dtype=np.int64)[places], hashes


def _sounds(is_person: bool) -> Callable[[str], list[str]]:
    return _person_sounds if is_person else _sound


def _sound(word: str) -> list[str]:
    return ["~" + sound(word)] if len(word) >= SHORTEST_SOUND else []


def _person_sounds(word: str) -> list[str]:
    left = consonants(word)
    return [*_sound(word), f"^{word[0]}{left}"] if left else _sound(word)


def _no_beginnings(_word: str) -> list[str]:
    return []


def _beginnings(word: str) -> list[str]:
    """What a word may be shortened to."""
    least = max(SHORTEST_BEGINNING, (len(word) + 1) // 2)
    return [word[:end] for end in range(least, len(word))]


def _beginnings_kept(word: str) -> list[str]:
    return [f"|{beginning}" for beginning in _beginnings(word)]


def _beginnings_asked(word: str) -> list[str]:
    return [f"|{word}", *_beginnings(word)]


def near_texts(tables: Tables) -> Mapping[str, Sequence[str]]:
    """For each concept those that count in part."""
    found: dict[str, list[str]] = {}
    for one, other in sorted(tables.near_concepts):
        found.setdefault(one, []).append(other)
    return found

"""How alike two different words are: slips of the keyboard, and one sound written two ways."""

from __future__ import annotations

import re
from functools import lru_cache
from zlib import crc32

from rapidfuzz.distance import OSA

# Two words of which the longer is shorter than this must be equal: one letter makes another word of them.
SHORTEST_FUZZY = 5
SHORTEST_SLIPPED = 4  # a word of five that lost one letter
# Two slips are forgiven from this length on.
SHORTEST_TWO_SLIPS = 6
# Part of a word's worth that one slip costs, divided by its length.
SLIP = 0.9
FOUR_LETTER_SLIP = 0.6  # four letters with one of them changed: a hint beside other words
SECOND_SLIP = 0.0
OTHER_FIRST_LETTER = 0.03
SAME_SOUND = 0.91
SHORTEST_SOUND = 5
SAME_CONSONANTS = 0.85  # names of people, where vowels are the romaniser's choice: "Husayn", "Hussein"
FEWEST_CONSONANTS = 3
FEWEST_UNVOWELLED = 2
_HARD_J = "9"  # a consonant of its own there, and no other spelling of i
UNVOWELLED = "*"  # stands before the consonants of a word whose script writes no vowels

# Spellings of one sound across romanisations; the longest spelling at a place is read first.
_SOUNDS = {
    **dict.fromkeys(("shch", "tsch", "sch", "sh", "zh", "ks", "x"), "s"),
    **dict.fromkeys(("tch", "tj", "ch"), "c"),
    **dict.fromkeys(("kh", "gh"), "h"),
    **dict.fromkeys(("ts", "tz", "dz"), "z"),
    **dict.fromkeys(("ck", "q", "c"), "k"),
    **dict.fromkeys(("iy", "yi", "ij", "yy", "ii", "ee", "ey", "ei", "ie", "dj", "y", "j"), "i"),
    **dict.fromkeys(("ou", "oo", "uu"), "u"),
    **{"ph": "f", "dh": "d", "th": "t", "w": "v", "aa": "a"},
}
_SPELLING = re.compile("|".join(sorted(_SOUNDS, key=lambda spelling: (-len(spelling), spelling))))
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiou]")
_FAINT_END = re.compile(r"(?<=..)[ieh]$")


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """The word with every romanisation of one sound written the same way."""
    spelt = _SPELLING.sub(lambda found: _SOUNDS[found[0]], word)
    return _FAINT_END.sub("", _DOUBLED.sub(r"\1", spelt))


@lru_cache(maxsize=1 << 17)
def likeness(ours: str, theirs: str) -> float:
    """0 for two different words, 1 for the same; depends on the two words and nothing else."""
    if ours == theirs:
        return 1.0
    if ours[0].isdigit() or theirs[0].isdigit():
        return 0.0
    shorter = min(len(ours), len(theirs))
    best = 0.0
    if shorter >= SHORTEST_SOUND and sound(ours) == sound(theirs):
        best = SAME_SOUND
    if len(ours) == len(theirs) == 4 and OSA.distance(ours, theirs, score_cutoff=1) == 1:
        return FOUR_LETTER_SLIP
    if shorter < SHORTEST_SLIPPED or max(len(ours), len(theirs)) < SHORTEST_FUZZY:
        return best
    allowed = 2 if shorter >= SHORTEST_TWO_SLIPS else 1
    slips = OSA.distance(ours, theirs, score_cutoff=allowed)
    if slips > allowed:
        return best
    worth = 1 - (slips * SLIP + (slips - 1) * SECOND_SLIP) / max(len(ours), len(theirs))
    return max(best, worth if ours[0] == theirs[0] else worth - OTHER_FIRST_LETTER)


@lru_cache(maxsize=1 << 16)
def consonants(word: str) -> str:
    """What is left of the sound without vowels; empty where too little is."""
    left = _DOUBLED.sub(r"\1", _VOWELS.sub("", sound(word)))
    return left if len(left) >= FEWEST_CONSONANTS else ""


@lru_cache(maxsize=1 << 16)
def skeleton(word: str) -> str:
    """The consonants a script without vowels would write: w and y are vowels there, doubled letters single."""
    spelt = sound(word.replace("dj", "j").replace("j", _HARD_J)).replace("v", "")
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", spelt))


def person_likeness(ours: str, theirs: str) -> float:
    """Likeness of two words in names of people: vowels are romanised freely, the first letter hardly."""
    if UNVOWELLED in (ours[0], theirs[0]):
        return _unvowelled_likeness(ours, theirs)
    best = likeness(ours, theirs)
    if best >= SAME_CONSONANTS or ours[0] != theirs[0] or not consonants(ours):
        return best
    return SAME_CONSONANTS if consonants(ours) == consonants(theirs) else best


def _unvowelled_likeness(ours: str, theirs: str) -> float:
    if ours[0] == theirs[0]:
        return 0.0  # two words of one such script are compared as they are written
    bare, full = (ours, theirs) if ours[0] == UNVOWELLED else (theirs, ours)
    is_same = len(bare) > FEWEST_UNVOWELLED and bare[1:] == skeleton(full)
    return SAME_CONSONANTS if is_same else 0.0


def person_keys(word: str) -> set[int]:
    """Hashes two words share whenever `person_likeness` of them is above 0."""
    if word[0] == UNVOWELLED:
        return {crc32(word.encode())}
    found = keys(word)
    if len(skeleton(word)) >= FEWEST_UNVOWELLED:
        found.add(crc32((UNVOWELLED + skeleton(word)).encode()))
    if not word[0].isdigit() and consonants(word):
        found.add(crc32(f"^{word[0]}{consonants(word)}".encode()))
    return found


def keys(word: str) -> set[int]:
    """Hashes two words share whenever `likeness` of them is above 0: the word with letters left out, and its sound."""
    letters = word.encode()
    found = {crc32(letters)}
    if word[0].isdigit():
        return found
    size = len(letters)
    if size >= SHORTEST_SLIPPED:
        found.update([crc32(letters[:i] + letters[i + 1 :]) for i in range(size)])
    if size >= SHORTEST_TWO_SLIPS:
        for i in range(size - 1):
            head, tail = letters[:i], letters[i + 1 :]
            found.update([crc32(head + tail[:j] + tail[j + 1 :]) for j in range(size - 1 - i)])
    if size >= SHORTEST_SOUND:
        found.add(crc32(b"~" + sound(word).encode()))
    return found

"""Which entry of an older version is which entry of a newer one: one to one, in passes from certain to plausible."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import product

from sanctions.comparing import address_line, fold, fold_name, is_cosmetic
from sanctions.records import ListedRecord


class LinkedBy(StrEnum):
    """The pass that found the two to be one entry. A link made below `name-and-address` may be cut by a person."""

    IDENTICAL = "identical"
    NATIVE_ID = "native-id"
    NAME_AND_ADDRESS = "name-and-address"
    NAME_AND_CITATION = "name-and-citation"
    NAME = "name"
    ALIAS_AND_CITATION = "alias-and-citation"


@dataclass(frozen=True, slots=True)
class Link:
    """Position in the older version, position in the newer one, and what tied them."""

    old: int
    new: int
    by: LinkedBy


@dataclass(frozen=True, slots=True)
class Linking:
    """All links beside what the guard wants to know."""

    links: tuple[Link, ...]
    native_ids: int  # the publisher's numbers borne in both versions
    unrelated: int  # of these, borne by entries whose names have nothing to do with each other
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    at: int
    record: ListedRecord
    name: str
    aliases: frozenset[str]
    addresses: frozenset[str]
    citations: frozenset[str]


_Fits = Callable[[_Entry, _Entry], bool]
_NOT_A_WORD = re.compile(r"[\W_]+")
_COMMON_SHARE = 200  # a word in more than one name of 200 (and in more than 3 names) identifies nobody
_LARGEST_TIE = 10_000  # pairs looked at among entries of one name; past it, order alone decides


def link(old: Sequence[ListedRecord], new: Sequence[ListedRecord]) -> Linking:
    """Every pass takes what the passes before it left; what no pass links is new, or gone."""
    linker = _Linker(old, new)
    linker.link_identical()
    linker.link_by_native_id()
    linker.link_groups(LinkedBy.NAME_AND_ADDRESS, _by_name_and_address, _any_pair)
    linker.link_groups(LinkedBy.NAME_AND_CITATION, _by_name, _share_citation)
    linker.link_groups(LinkedBy.NAME, _by_name, _nothing_contradicts)
    linker.link_by_alias()
    linker.link_renamed()
    return linker.linking()


class _Linker:
    """The entries not yet linked, shrinking pass by pass."""

    def __init__(self, old: Sequence[ListedRecord], new: Sequence[ListedRecord]) -> None:
        self._records = old, new
        self._old: dict[int, _Entry] = {}
        self._new: dict[int, _Entry] = {}
        self._links: list[Link] = []
        self._warnings: list[str] = []
        self._unrelated: list[tuple[_Entry, _Entry]] = []
        self._native_ids = 0

    def linking(self) -> Linking:
        links = tuple(sorted(self._links, key=lambda link: link.new))
        return Linking(links, self._native_ids, len(self._unrelated), tuple(self._warnings))

    def link_identical(self) -> None:
        """Records that say exactly the same; they are most of any two versions and need no closer look."""
        old, new = self._records
        waiting = defaultdict(list)
        for at in reversed(range(len(old))):
            waiting[old[at]].append(at)
        rest = []
        for at, record in enumerate(new):
            if same := waiting.get(record):
                self._links.append(Link(same.pop(), at, LinkedBy.IDENTICAL))
                self._native_ids += bool(record.native_id)
            else:
                rest.append(at)
        self._old = {at: _entry(at, old[at]) for at in sorted(at for group in waiting.values() for at in group)}
        self._new = {at: _entry(at, new[at]) for at in rest}

    def link_by_native_id(self) -> None:
        """The publisher's own number, where the names have something to do with each other."""
        groups = self._groups(_by_native_id)
        common = _common_words([*self._records[0], *self._records[1]]) if groups else frozenset()
        for olds, news in groups:
            self._native_ids += min(len(olds), len(news))
            for old, new in self._told_apart(olds, news, _any_pair):
                if _related(old, new, common):
                    self._join(old, new, LinkedBy.NATIVE_ID)
                else:
                    self._unrelated.append((old, new))

    def link_groups(self, by: LinkedBy, key: Callable[[_Entry], object], fits: _Fits) -> None:
        """Entries with an equal key that also fit; ties are told apart, and said so where nothing tells them apart."""
        for olds, news in self._groups(key):
            for old, new in self._told_apart(olds, news, fits):
                self._join(old, new, by)

    def link_by_alias(self) -> None:
        """A name that was, is or became another name of the same entry, in the same act."""
        olds: dict[str, list[_Entry]] = defaultdict(list)
        for entry in self._old.values():
            for name in {entry.name, *entry.aliases}:
                olds[name].append(entry)
        for new in list(self._new.values()):
            fits = partial(_alias_and_citation, new=new)
            found = {old.at: old for name in (new.name, *new.aliases) for old in olds[name] if old.at in self._old}
            for old, _ in self._told_apart(list(filter(fits, found.values())), [new], _any_pair):
                self._join(old, new, LinkedBy.ALIAS_AND_CITATION)

    def link_renamed(self) -> None:
        """Equal numbers under unrelated names, once no name has claimed either: a renaming, counted for the guard."""
        for old, new in self._unrelated:
            if old.at in self._old and new.at in self._new:
                self._join(old, new, LinkedBy.NATIVE_ID)
            self._warnings.append(
                f"{new.record.place or new.record.primary_name}: number {new.record.native_id} was borne by "
                f"{old.record.primary_name!r} and is now borne by {new.record.primary_name!r}"
            )

    def _join(self, old: _Entry, new: _Entry, by: LinkedBy) -> None:
        del self._old[old.at], self._new[new.at]
        self._links.append(Link(old.at, new.at, by))

    def _groups(self, key: Callable[[_Entry], object]) -> list[tuple[list[_Entry], list[_Entry]]]:
        olds, news = _grouped(self._old.values(), key), _grouped(self._new.values(), key)
        return [(olds[value], news[value]) for value in news if value in olds]

    def _told_apart(self, olds: list[_Entry], news: list[_Entry], fits: _Fits) -> list[tuple[_Entry, _Entry]]:
        if len(olds) == len(news) == 1:
            return [(olds[0], news[0])] if fits(olds[0], news[0]) else []
        if len(olds) * len(news) > _LARGEST_TIE:
            self._warnings.append(f"{len(news)} entries named {news[0].record.primary_name!r}: linked in order")
            return [pair for pair in zip(olds, news, strict=False) if fits(*pair)]
        pairs = [(_evidence(old, new), old, new) for old, new in product(olds, news) if fits(old, new)]
        return self._best(sorted(pairs, key=lambda pair: (_negative(pair[0]), pair[1].at, pair[2].at)))

    def _best(self, ranked: list[tuple[tuple[int, ...], _Entry, _Entry]]) -> list[tuple[_Entry, _Entry]]:
        chosen: list[tuple[_Entry, _Entry]] = []
        olds: set[int] = set()
        news: set[int] = set()
        for place, (evidence, old, new) in enumerate(ranked):
            if old.at in olds or new.at in news:
                continue
            if not evidence[0] and _rivals(ranked[place + 1 :], evidence, old, new, olds, news):
                self._warnings.append(
                    f"{new.record.place or new.record.primary_name}: several entries named "
                    f"{new.record.primary_name!r} could be this one: linked in order"
                )
            olds.add(old.at)
            news.add(new.at)
            chosen.append((old, new))
        return chosen


def _rivals(
    rest: list[tuple[tuple[int, ...], _Entry, _Entry]],
    evidence: tuple[int, ...],
    old: _Entry,
    new: _Entry,
    olds: set[int],
    news: set[int],
) -> bool:
    """Whether another pair, as well founded, wanted one of these two."""
    for other, rival_old, rival_new in rest:
        if other != evidence:
            return False
        taken = rival_old.at in olds or rival_new.at in news
        if not taken and (rival_old.at == old.at) != (rival_new.at == new.at):
            return True
    return False


def _evidence(old: _Entry, new: _Entry) -> tuple[int, ...]:
    """What speaks for a pair among several of one name, weightiest first."""
    return (
        int(is_cosmetic(old.record, new.record)),
        len(old.addresses & new.addresses),
        int(set(old.record.countries) == set(new.record.countries)),
        len(old.citations & new.citations),
    )


def _negative(evidence: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(-part for part in evidence)


def _entry(at: int, record: ListedRecord) -> _Entry:
    name, *aliases = (_bare_name(name.text, record) for name in record.names)
    addresses = map(address_line, record.addresses)
    citations = (citation for act in record.designations for citation in act.citations)
    return _Entry(at, record, name, frozenset(aliases), _bare_set(addresses), _bare_set(citations))


def _bare_name(text: str, record: ListedRecord) -> str:
    return _bare(fold_name(text, record.kind)) or fold(text)


def _bare(text: str) -> str:
    """Words only: a lost comma or full stop does not make another party."""
    return " ".join(_NOT_A_WORD.sub(" ", fold(text)).split())


def _bare_set(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(bare for text in texts if (bare := _bare(text)))


def _grouped(entries: Iterable[_Entry], key: Callable[[_Entry], object]) -> dict[object, list[_Entry]]:
    groups: dict[object, list[_Entry]] = defaultdict(list)
    for entry in entries:
        if value := key(entry):
            groups[value].append(entry)
    return groups


def _by_native_id(entry: _Entry) -> object:
    return entry.record.native_id


def _by_name(entry: _Entry) -> object:
    return entry.name


def _by_name_and_address(entry: _Entry) -> object:
    return (entry.name, entry.addresses) if entry.addresses else None  # two empty sets are no evidence


def _any_pair(old: _Entry, new: _Entry) -> bool:
    return True


def _nothing_contradicts(old: _Entry, new: _Entry) -> bool:
    """Two people of one name with different birth dates are two people."""
    ours, theirs = set(old.record.birth_dates), set(new.record.birth_dates)
    return not (ours and theirs and ours.isdisjoint(theirs))


def _share_citation(old: _Entry, new: _Entry) -> bool:
    return not old.citations.isdisjoint(new.citations)


def _alias_and_citation(old: _Entry, *, new: _Entry) -> bool:
    is_known_by = new.name in old.aliases or not new.aliases.isdisjoint({old.name, *old.aliases})
    return is_known_by and _share_citation(old, new)


def _related(old: _Entry, new: _Entry, common: frozenset[str]) -> bool:
    """Whether two bearers of one number share a name, or a word that is not common to many names.

    Names made of common words only must share half of them.
    """
    ours, theirs = {old.name, *old.aliases}, {new.name, *new.aliases}
    if not ours.isdisjoint(theirs):
        return True
    our_words, their_words = _words(ours), _words(theirs)
    if our_words - common and their_words - common:
        return not (our_words - common).isdisjoint(their_words)
    return 2 * len(our_words & their_words) >= min(len(our_words), len(their_words))


def _words(names: Iterable[str]) -> set[str]:
    return {word for name in names for word in name.split()}


def _common_words(records: Sequence[ListedRecord]) -> frozenset[str]:
    counts = Counter(word for record in records for word in set(_bare(record.primary_name).split()))
    limit = max(3, len(records) // _COMMON_SHARE)
    return frozenset(word for word, count in counts.items() if count > limit)

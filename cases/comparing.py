"""The supplier and the listed entity side by side, attribute by attribute and word by word, as the hit stored it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from cases.models import Hit, Supplier
from sanctions.records import Address, Kind, ListedRecord, Name, Reason
from sanctions.words import NAME_KINDS


class Verdict(StrEnum):
    """How one attribute compares. Missing is no agreement: one side, or both, say nothing."""

    AGREE = "agree"
    PARTLY = "partly"
    CONFLICT = "conflict"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Value:
    """One thing a side states, and what kind of thing it is."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute on both sides."""

    attribute: str
    ours: tuple[Value, ...]
    theirs: tuple[Value, ...]
    verdict: Verdict
    why: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """Two words laid beside each other; a side without one is empty. `marked` is the part of each that differs."""

    ours: str
    theirs: str
    rule: str
    our_mark: str = ""
    their_mark: str = ""


# Rules that lay words beside each other; the others say something about the pair as a whole.
SHARED_WORDS = frozenset({"same-word", "same-meaning", "joined-word", "similar-word", "initial"})
OTHER_WORDS = frozenset({"other-words", "other-trade", "other-number", "missing-number", "other-place"})
UNSCORED = "unscored"

_WORD = re.compile(r"[^\W_]+")


def reasons_of(hit: Hit) -> tuple[Reason, ...]:
    """The stored reasons in their plain shape."""
    return tuple(Reason(**reason) for reason in hit.reasons)


def attributes(hit: Hit, supplier: Supplier, record: ListedRecord) -> list[Row]:
    """Every attribute either side states. The supplier's parts are read from their rows: prefetch them."""
    reasons = {reason.rule: reason for reason in reasons_of(hit)}
    rows = [
        _matched_names(hit, record, reasons),
        _other_names(supplier, record, hit),
        _countries(supplier, record, reasons),
        _addresses(supplier, record, reasons),
        _identifiers(supplier, record, reasons),
        _kinds(supplier, record, reasons),
    ]
    return [*rows, *_owners(supplier, record), *_births(record)]


def tally(rows: Sequence[Row]) -> list[tuple[Verdict, int]]:
    """How many rows came out each way, in the verdicts' own order."""
    counts = Counter(row.verdict for row in rows)
    return [(verdict, counts[verdict]) for verdict in Verdict if counts[verdict]]


def aligned(hit: Hit) -> list[Word]:
    """The two names word by word, in the order of ours; words no rule looked at close the line."""
    compared = [r for r in reasons_of(hit) if r.rule in SHARED_WORDS | OTHER_WORDS]
    order = _WORD.findall(hit.our_name.casefold())
    compared.sort(key=lambda reason: _position(reason.ours, order))
    ours = set(_words(" ".join(reason.ours for reason in compared)))
    theirs = set(_words(" ".join(reason.theirs for reason in compared)))
    rest = [Word(word, "", UNSCORED) for word in order if word not in ours]
    their_rest = [Word("", word, UNSCORED) for word in _words(hit.matched_name) if word not in theirs]
    return [*(_word(reason) for reason in compared), *rest, *their_rest]


def _matched_names(hit: Hit, record: ListedRecord, reasons: Mapping[str, Reason]) -> Row:
    differs = OTHER_WORDS & reasons.keys()
    is_loose = bool(differs or {"possible-affiliate", "similar-word", "short-name"} & reasons.keys())
    note = f"through {hit.via}" if hit.via else ""
    theirs = next((name for name in record.names if name.text == hit.matched_name), Name(hit.matched_name))
    return Row(
        "Matched name",
        (Value(hit.our_name, note),),
        (Value(theirs.text, _name_note(theirs)),),
        Verdict.PARTLY if is_loose else Verdict.AGREE,
        "Some words differ; see word by word" if is_loose else "The telling words are the same",
    )


def _other_names(supplier: Supplier, record: ListedRecord, hit: Hit) -> Row:
    ours = [name for name in (supplier.name, *_texts(supplier)) if name != hit.our_name]
    theirs = [name for name in record.names if name.text != hit.matched_name]
    shared = {name.casefold() for name in ours} & {name.text.casefold() for name in theirs}
    if shared:
        verdict, why = Verdict.AGREE, "A further name is the same"
    elif ours and theirs:
        verdict, why = Verdict.PARTLY, "The matched pair above is the closest of all"
    else:
        verdict, why = Verdict.MISSING, "Only one side gives further names" if ours or theirs else ""
    return Row(
        "Other names",
        tuple(Value(name) for name in ours),
        tuple(Value(name.text, _name_note(name)) for name in theirs),
        verdict,
        why,
    )


def _countries(supplier: Supplier, record: ListedRecord, reasons: Mapping[str, Reason]) -> Row:
    theirs = tuple(dict.fromkeys((*record.countries, *(a.country for a in record.addresses if a.country))))
    if "same-country" in reasons or supplier.country in theirs:
        verdict, why = Verdict.AGREE, "Weak evidence alone: many companies share a country"
    elif not (supplier.country and theirs):
        verdict, why = Verdict.MISSING, "Not stated on both sides"
    elif "country-differs" in reasons:
        verdict, why = Verdict.CONFLICT, ""
    else:
        verdict, why = Verdict.PARTLY, "Different codes of one country"
    return Row("Country", _values(supplier.country), tuple(Value(code) for code in theirs), verdict, why)


_NEAR = {
    "same-po-box": "One post box; many companies share one",
    "same-postcode": "One postcode, another door",
    "same-city": "One town, another door",
}


def _addresses(supplier: Supplier, record: ListedRecord, reasons: Mapping[str, Reason]) -> Row:
    ours = ", ".join(part for part in (supplier.address, supplier.city, supplier.region) if part)
    sites = tuple(Value(site.text, "site") for site in supplier.sites.all())
    theirs = tuple(Value(text) for text in map(_address_line, record.addresses) if text)
    if "same-address" in reasons:
        verdict, why = Verdict.AGREE, "Number and street agree"
    elif near := next((word for rule, word in _NEAR.items() if rule in reasons), ""):
        verdict, why = Verdict.PARTLY, near
    elif not ((ours or sites) and theirs):
        verdict, why = Verdict.MISSING, "The entry gives none" if not theirs else "We hold none"
    else:
        verdict, why = Verdict.CONFLICT, "Different places; a company may have several"
    return Row("Address", (*_values(ours), *sites), theirs, verdict, why)


def _identifiers(supplier: Supplier, record: ListedRecord, reasons: Mapping[str, Reason]) -> Row:
    ours = tuple(Value(number.value, number.scheme) for number in supplier.identifiers.all())
    theirs = tuple(Value(number.value, number.scheme) for number in record.identifiers)
    schemes = {value.note.casefold() for value in ours} & {value.note.casefold() for value in theirs}
    if "same-identifier" in reasons:
        verdict, why = Verdict.AGREE, "The same number settles it alone"
    elif "same-identifier-unchecked" in reasons:
        verdict, why = Verdict.PARTLY, "The same number, not proven: look it up in the register"
    elif "same-contact" in reasons:
        verdict, why = Verdict.PARTLY, "The same telephone, mail or bank; agents and affiliates share them"
    elif schemes:
        verdict, why = Verdict.CONFLICT, f"Different {', '.join(sorted(schemes))}"
    elif ours or theirs:
        verdict, why = Verdict.MISSING, "No number both sides state; one that agrees or differs settles it"
    else:
        verdict, why = Verdict.MISSING, "Ask for a registration number: it settles it alone"
    return Row("Identifiers", ours, theirs, verdict, why)


def _kinds(supplier: Supplier, record: ListedRecord, reasons: Mapping[str, Reason]) -> Row:
    ours = _values(supplier.kind)
    if "other-kind" in reasons:
        verdict = Verdict.CONFLICT
    elif not ours or record.kind == Kind.UNKNOWN:
        verdict = Verdict.MISSING
    else:
        verdict = Verdict.AGREE
    return Row("Kind", ours, (Value(record.kind.value.replace("_", " ")),), verdict)


def _owners(supplier: Supplier, record: ListedRecord) -> Iterator[Row]:
    ours = tuple(Value(str(tie), tie.kind) for tie in supplier.relations.all())
    theirs = (Value(record.parent, "parent"),) if record.parent else ()
    if ours or theirs:
        same = {tie.name.casefold() for tie in supplier.relations.all()} & {record.parent.casefold()}
        verdict = Verdict.AGREE if same else Verdict.PARTLY if ours and theirs else Verdict.MISSING
        yield Row("Owners, parent", ours, theirs, verdict, "Owners are screened too" if ours else "")


def _births(record: ListedRecord) -> Iterator[Row]:
    theirs = (
        *(Value(text, "born") for text in record.birth_dates),
        *(Value(text, "born in") for text in record.birth_places),
        *(Value(text, "nationality") for text in record.nationalities),
    )
    if theirs:
        yield Row("Person", (), theirs, Verdict.MISSING, "Ask for a birth date: a name alone never settles a person")


def _name_note(name: Name) -> str:
    weak = ", weak alias: confirms and never makes a match" if name.strength == "weak" else ""
    return f"{NAME_KINDS[name.kind]}{weak}"


def _texts(supplier: Supplier) -> list[str]:
    return [name.text for name in supplier.other_names.all()]


def _values(text: str) -> tuple[Value, ...]:
    return tuple(Value(part) for part in _given(text))


def _address_line(address: Address) -> str:
    parts = (address.city, address.region, address.postcode, address.country)
    return ", ".join((*_given(address.text), *(part for part in parts if part and part not in address.text)))


def _given(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _position(text: str, order: list[str]) -> int:
    places = [order.index(word) for word in _words(text) if word in order]
    return min(places, default=len(order))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _word(reason: Reason) -> Word:
    if reason.rule != "similar-word":
        return Word(reason.ours, reason.theirs, reason.rule)
    start = _common(reason.ours, reason.theirs)
    ours, theirs = reason.ours[start:], reason.theirs[start:]
    end = _common(ours[::-1], theirs[::-1])
    return Word(reason.ours, reason.theirs, reason.rule, ours[: len(ours) - end], theirs[: len(theirs) - end])


def _common(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))

"""The weights of a scorecard as people read them: in groups, each with what it does to a score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

GROUPS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Words both names share": MappingProxyType(
            {
                "ours_share": "Company: part counted by our name, the rest by theirs",
                "person_ours_share": "Person: part counted by our name, the rest by theirs",
                "one_sided_place": "A place only one side names keeps this part of its weight",
                "most_added_trade": "Most of our name that trade words may take which the entry lacks",
            }
        ),
        "Words that speak against it": MappingProxyType(
            {
                "other_words": "Another telling word on each side",
                "person_other_words": "The same in the name of a person",
                "other_trade": "Another trade on each side",
                "only_trade": "The same where nothing but trade words is shared",
                "extra_trade": "A trade word only one side has",
                "other_wording": "The same trade in another word, where nothing telling is shared",
                "nothing_telling": "The most telling words are not shared",
                "other_initial": "A person's initial is another one",
                "other_father": "The name of a person's father is another one",
                "other_number": "Another number",
                "missing_number": "A number one side lacks",
                "other_place": "Another place",
                "missing_place": "A place one side lacks, where only trade words are shared",
                "other_branch": "Only one side is named as a branch in a country",
                "foreign_place": "A place outside the countries of the entry",
                "other_form": "Another legal form",
            }
        ),
        "Names that say little": MappingProxyType(
            {
                "lone_similar": "One similar word is all there is",
                "one_similar": "One similar word among trade words",
                "common_words": "Nothing but words many names share",
                "single_word": "A person found by one word",
                "single_word_similar": "A person found by one similar word",
                "short_equal": "Four equal letters and nothing beside them",
                "very_short_equal": "Three equal letters or fewer",
                "short_among_trade": "At most, for a short name among trade words",
                "short_alone": "At most, for a short name among other words",
                "weak_alone": "At most, for a weak alias alone",
                "weak_confirmed": "At most, for a weak alias that something confirms",
                "affiliate": "Score of a listed name inside a longer one",
            }
        ),
        "What stands beside the names": MappingProxyType(
            {
                "other_country": "Another country",
                "other_country_common": "Another country, where the shared words say little",
                "other_kind": "Another kind of party",
                "other_identifier": "Another number where a party has only one",
                "same_address": "The same address, and the most that all of these add",
                "same_postcode": "The same postcode",
                "same_po_box": "The same post-office box",
                "same_contact": "The same telephone, mail address or bank",
                "unchecked_identifier": "The same number, with no check digit to prove it",
            }
        ),
    }
)
OTHERS = "Others"


def weight_words(name: str) -> str:
    """A weight as people read it; one without words here by its own name."""
    known = (words[name] for words in GROUPS.values() if name in words)
    return next(known, name.replace("_", " ").capitalize())


def grouped(names: Iterable[str]) -> dict[str, list[str]]:
    """The weights under the heading they belong to, in the order they were given."""
    groups: dict[str, list[str]] = {}
    for name in names:
        heading = next((title for title, words in GROUPS.items() if name in words), OTHERS)
        groups.setdefault(heading, []).append(name)
    return groups

"""Two names and nothing else: the same scorecard the index uses, without looking anything up."""

from __future__ import annotations

from sanctions.matching.explain import Listed, judge
from sanctions.matching.points import FULL
from sanctions.matching.score import compare
from sanctions.matching.scorecard import Scorecard
from sanctions.matching.tables import Tables
from sanctions.matching.text import NameBlank, is_blank
from sanctions.matching.tokens import organisation_form, person_form
from sanctions.records import Kind, Name, Subject


def score_pair(ours: str, theirs: str, kind: Kind, tables: Tables, card: Scorecard) -> float:
    """How sure it is that one bears both names, from 0 to 1; raises NameBlank for a name of which nothing is left."""
    for name in (ours, theirs):
        if is_blank(name):
            raise NameBlank(f"name {name[:40]!r}: no letter or number is left to compare")
    read = person_form if kind is Kind.PERSON else organisation_form
    our_form, their_form = read(ours, tables), read(theirs, tables)
    comparison = compare(our_form, their_form, tables, card)
    listed = Listed(kind, (), (), ())
    judgement = judge(Subject((ours,), kind), listed, Name(theirs), comparison, our_form, their_form, ours, card)
    return judgement.score / FULL

"""One question to the lists over the API: who may this be? Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from sanctions import rulebook, screening
from sanctions.api.refusals import Unavailable
from sanctions.api.resources import Strict
from sanctions.api.serializers import DesignationTermsSerializer
from sanctions.effects import DealingEffect, EffectRule
from sanctions.matching.policy import LOWEST_THRESHOLD
from sanctions.matching.text import is_blank
from sanctions.models.choices import choices
from sanctions.records import Identifier, Kind, Subject
from sanctions.screening import Answer, Found

MOST_MATCHES = 100


class QuestionSerializer(serializers.Serializer[Any]):
    """Somebody to be looked for."""

    name = serializers.CharField(max_length=500)
    kind = serializers.ChoiceField(choices=choices(Kind), default=Kind.UNKNOWN.value)
    country = serializers.RegexField("^[A-Za-z]{2}$", default="", help_text="ISO 3166, two letters.")
    address = serializers.CharField(max_length=1000, default="")
    identifiers = serializers.ListField(
        child=serializers.RegexField(r"^[^:]*[^:\s][^:]*:.*\S", max_length=360),
        max_length=20,
        default=list,
        help_text="scheme:value",
    )
    limit = serializers.IntegerField(min_value=1, max_value=MOST_MATCHES, default=25)
    threshold = serializers.FloatField(
        required=False, help_text=f"Keep matches from this score on, {LOWEST_THRESHOLD} to 1."
    )

    def validate_name(self, name: str) -> str:
        if is_blank(name):
            raise serializers.ValidationError("nothing is left of this name once signs are taken away")
        return name

    def validate_threshold(self, threshold: float) -> float:
        if not LOWEST_THRESHOLD <= threshold <= 1:
            raise serializers.ValidationError(f"the index answers for scores from {LOWEST_THRESHOLD} to 1")
        return threshold

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        unknown = set(self.initial_data) - set(self.fields)
        if unknown:
            raise serializers.ValidationError(dict.fromkeys(sorted(unknown), "there is no such member here"))
        return attrs


class ReasonSerializer(serializers.Serializer[Any]):
    """One part of a score."""

    rule = serializers.CharField()
    points = serializers.FloatField()
    ours = serializers.CharField()
    theirs = serializers.CharField()


class EffectSerializer(serializers.Serializer[Any]):
    """What one designation means for one dealing."""

    dealing = serializers.CharField()
    effect = serializers.CharField()
    basis = serializers.CharField()
    wording = serializers.CharField()
    pending = serializers.BooleanField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`from` and `to` are the words of the interface; the first is Python's own."""
        days = {"from": "from_day", "to": "to_day"}
        made = {name: serializers.DateField(source=source, allow_null=True) for name, source in days.items()}
        return {**super().get_fields(), **made}


class MatchSerializer(serializers.Serializer[Any]):
    """An entry that may be the party asked about, and why."""

    list = serializers.CharField(source="found.entity.list_id")
    uid = serializers.CharField(source="found.entity.uid")
    name = serializers.CharField(source="found.entity.name")
    matched_name = serializers.CharField(source="found.match.matched_name")
    score = serializers.FloatField(source="found.match.score")
    band = serializers.CharField(source="found.match.band")
    provisional = serializers.BooleanField(source="found.is_provisional")
    reasons = ReasonSerializer(source="found.match.reasons", many=True)
    designations = DesignationTermsSerializer(source="found.designations", many=True)
    effects = EffectSerializer(many=True)


class RestedOnSerializer(serializers.Serializer[Any]):
    """A list version the answer rests on."""

    list = serializers.CharField(source="list_id")
    version = serializers.IntegerField(source="number")
    coverage = serializers.CharField()
    published_on = serializers.DateField()


class PolicySerializer(serializers.Serializer[Any]):
    """The matching policy in force, and its word tables."""

    version = serializers.IntegerField()
    tables = serializers.CharField()


class AnswerSerializer(serializers.Serializer[Any]):
    """Who it may be: no match means something only together with the lists."""

    query = QuestionSerializer()
    lists = RestedOnSerializer(source="versions", many=True)
    policy = PolicySerializer()
    matches = MatchSerializer(many=True)


@dataclass(frozen=True, slots=True)
class Explained:
    """A match with what its designations mean today."""

    found: Found
    effects: tuple[DealingEffect, ...]


class Screen(Strict):
    """A question that changes nothing; it is a POST because names do not belong into addresses that are logged."""

    required_scope = "screening:run"

    @extend_schema(request=QuestionSerializer, responses=AnswerSerializer)
    def post(self, request: Request) -> Response:
        question = QuestionSerializer(data=request.data)
        question.is_valid(raise_exception=True)
        asked = question.validated_data
        try:
            answer = screening.ask(_subject(asked), limit=asked["limit"], threshold=asked.get("threshold"))
        except screening.NoPolicy as error:
            raise Unavailable(str(error)) from error
        return Response(AnswerSerializer({"query": asked, **_explained(answer)}).data)


def _subject(asked: Mapping[str, Any]) -> Subject:
    pairs = (text.partition(":") for text in asked["identifiers"])
    return Subject(
        names=(asked["name"],),
        kind=Kind(asked["kind"]),
        countries=(asked["country"].upper(),) if asked["country"] else (),
        addresses=(asked["address"],) if asked["address"] else (),
        identifiers=tuple(Identifier(scheme.strip().casefold(), value.strip()) for scheme, _, value in pairs),
    )


def _explained(answer: Answer) -> Mapping[str, Any]:
    rules, day = rulebook.rules(), timezone.localdate()
    return {
        "versions": answer.versions,
        "policy": answer.policy,
        "matches": [Explained(found, _effects(found, rules, day)) for found in answer.matches],
    }


def _effects(found: Found, rules: tuple[EffectRule, ...], day: date) -> tuple[DealingEffect, ...]:
    code = found.entity.list_id
    return tuple(
        effect
        for act in found.designations
        for effect in rulebook.effects_of(act, list_code=code, day=day, among=rules)
    )

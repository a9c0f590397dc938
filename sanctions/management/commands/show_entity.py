"""One entry of one list: what it says, what that means, and how it came to say it."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from sanctions import rulebook
from sanctions.management.base import BadInput, CordonCommand
from sanctions.management.plain import plain_day, plain_designation, plain_effect
from sanctions.models import EntityRevision, ListedEntity


class Command(CordonCommand):
    help = "Show a listed entity with its designations, what they mean today, and its history."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("list", help="code of the list, such as us-bis-el")
        parser.add_argument("uid", help="uid of the entry on that list")

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        entity = _entity(options["list"], options["uid"])
        revision = entity.current or entity.revisions.order_by("pk").last()
        report = {
            "entity": _plain(entity, revision),
            "designations": [],
            "effects": [],
            "history": _history(entity),
        }
        if revision:
            report |= _meaning(entity, revision)
        return report, _summary(entity, report), False


def _entity(code: str, uid: str) -> ListedEntity:
    try:
        return ListedEntity.objects.select_related("current").get(list_id=code, uid=uid)
    except ListedEntity.DoesNotExist as error:
        raise BadInput(f"{code} {uid}: no such entry; its list and uid stand in the diff that added it.") from error


def _plain(entity: ListedEntity, revision: EntityRevision | None) -> dict[str, Any]:
    """The publisher's words as stored, beside what the house knows of the entry."""
    said = json.loads(revision.canonical) if revision else {}
    said.pop("designations", None)
    return {
        **said,
        "list": entity.list_id,
        "uid": entity.uid,
        "name": entity.name,
        "kind": entity.kind,
        "native_id": entity.native_id,
        "in_force": entity.current_id is not None,
        "delisted_on": plain_day(entity.delisted_on),
        "sha256": revision.sha256 if revision else None,
    }


def _meaning(entity: ListedEntity, revision: EntityRevision) -> dict[str, Any]:
    acts = list(revision.designations.prefetch_related("citations"))
    day, rules = timezone.localdate(), rulebook.rules()
    return {
        "designations": [plain_designation(act) for act in acts],
        "effects": [
            plain_effect(effect)
            for act in acts
            if entity.current_id
            for effect in rulebook.effects_of(act, list_code=entity.list_id, day=day, among=rules)
        ],
    }


def _history(entity: ListedEntity) -> list[dict[str, Any]]:
    changes = entity.changes.select_related("version").order_by("pk")
    return [
        {
            "version": change.version.number,
            "published_on": plain_day(change.version.published_on),
            "state": change.version.state,
            "change": change.change,
            "linked_by": change.linked_by,
            "fields": change.fields,
        }
        for change in changes
    ]


def _summary(entity: ListedEntity, report: dict[str, Any]) -> str:
    standing = "in force" if entity.current_id else f"delisted {entity.delisted_on}"
    if not entity.current_id and not entity.is_delisted:
        standing = "not in force: only a held or rejected version names it"
    lines = [f"{entity.name} ({entity.list_id} {entity.uid}): {standing}"]
    lines += [f"  {act['measure']} {act['programme']} since {act['listed_on']}" for act in report["designations"]]
    lines += [f"  {effect['dealing']}: {effect['effect']} ({effect['basis']})" for effect in report["effects"]]
    lines += [f"  version {step['version']} of {step['published_on']}: {step['change']}" for step in report["history"]]
    return "\n".join(lines)

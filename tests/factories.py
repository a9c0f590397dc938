"""Builders in the trade's words: a_person(), a_supplier(), a_listed_entity(), a_run(), a_case(), a_hit()."""

from __future__ import annotations

import csv
import hashlib
from datetime import date, timedelta
from functools import cache
from io import StringIO
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.utils import timezone

from cases import roles
from cases.models import Hit, ScreeningRun, Supplier, SupplierCase
from cases.models.screening import RunReason, RunShape
from sanctions import loading, policies
from sanctions.audit import SYSTEM
from sanctions.canonical import canonical
from sanctions.diff import Change
from sanctions.load_report import LoadReport
from sanctions.matching.policy import Band
from sanctions.models import (
    Citation,
    Designation,
    EntityRevision,
    ListedEntity,
    ListedName,
    ListVersion,
    Policy,
    PolicyState,
    RestrictedList,
    SequenceHead,
    VersionState,
)
from sanctions.policies import MAY_ACTIVATE, MAY_PROPOSE, Changes
from sanctions.records import Coverage, DesignationRecord, Kind, ListedRecord, Measure, Name, NameKind, SourceFile
from sanctions.sources import table

_numbers = count(1)

MEASURES = {
    "us-bis-el": Measure.EXPORT_LICENCE,
    "us-ofac-sdn": Measure.ASSET_BLOCK,
    "us-ofac-cmic": Measure.INVESTMENT_BAN,
    "us-state-visa": Measure.VISA_RESTRICTION,
    "us-dhs-uflpa": Measure.IMPORT_PRESUMPTION,
    "house": Measure.HOUSE,
}


def a_person(username: str = "", *, permissions: tuple[str, ...] = (), **fields: object) -> User:
    """A user with exactly the named permissions ("cases.approve_decision")."""
    person = User.objects.create(username=username or f"person{next(_numbers)}", password=_password(), **fields)
    for name in permissions:
        app, code = name.split(".")
        person.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=code))
    return User.objects.get(pk=person.pk)


@cache
def _password() -> str:
    """The hash of "a long password": made once, for hashing is slow on purpose."""
    return make_password("a long password")


def an_officer(username: str = "") -> User:
    """Somebody who claims, comments, assigns and proposes."""
    return a_person(username, permissions=("cases.propose_decision", "cases.assign_case", "cases.view_suppliercase"))


def an_approver(username: str = "") -> User:
    """Somebody who may approve another person's proposal."""
    return a_person(
        username,
        permissions=("cases.propose_decision", "cases.approve_decision", "cases.view_suppliercase"),
    )


def a_supplier(name: str = "Plain Parts Ltd", **fields: object) -> Supplier:
    """A supplier nobody has screened yet."""
    number = next(_numbers)
    plain: dict[str, object] = {
        "source_system": "ERP",
        "external_id": f"{number:06}",
        "country": "CN",
        "dealings": ["buy"],
        "content_sha256": hashlib.sha256(f"{name}{number}".encode()).hexdigest(),
        "changed_at": timezone.now(),
    }
    return Supplier.objects.create(name=name, **{**plain, **fields})


def a_list(code: str = "us-bis-el") -> RestrictedList:
    """A list as the catalogue would make it."""
    return RestrictedList.objects.get_or_create(
        code=code,
        defaults={
            "title": code,
            "short_title": {"us-bis-el": "Entity List", "us-ofac-sdn": "SDN List"}.get(code, code),
            "authority": "authority",
            "jurisdiction": "US",
            "measure": MEASURES.get(code, Measure.HOUSE),
        },
    )[0]


def the_next_seq() -> int:
    """One more on the house-wide counter."""
    head = SequenceHead.objects.get(pk=1)
    head.seq += 1
    head.save()
    return head.seq


def an_active_version(code: str = "us-bis-el", *, coverage: Coverage = Coverage.FULL) -> ListVersion:
    """The list's version in force, made on first need."""
    restricted = a_list(code)
    if restricted.active_version:
        return restricted.active_version
    version = ListVersion.objects.create(
        list=restricted,
        number=1,
        source="table",
        fingerprint=f"{next(_numbers):064}",
        published_on=date(2021, 12, 17),
        coverage=coverage,
        state=VersionState.ACTIVE,
        seq=the_next_seq(),
        loaded_by="test",
        activated_at=timezone.now(),
    )
    restricted.active_version = version
    restricted.save()
    return version


def a_listed_entity(
    name: str = "HMN International Co., Ltd",
    *,
    code: str = "us-bis-el",
    aka: tuple[str, ...] = (),
    formerly: tuple[str, ...] = (),
    country: str = "CN",
    kind: Kind = Kind.COMPANY,
    coverage: Coverage = Coverage.FULL,
    listed_on: date = date(2021, 12, 17),
    **act: object,
) -> ListedEntity:
    """An entry in force on a list, with one designation."""
    version = an_active_version(code, coverage=coverage)
    names = (
        Name(name),
        *(Name(other, NameKind.AKA) for other in aka),
        *(Name(other, NameKind.FKA) for other in formerly),
    )
    designation = DesignationRecord(
        measure=MEASURES.get(code, Measure.HOUSE),
        **{"listed_on": listed_on, "effective_on": listed_on, "citations": ("86 FR 71557",), **act},
    )
    record = ListedRecord(
        list=code, native_id="", kind=kind, names=names, countries=(country,), designations=(designation,)
    )
    text = canonical(record)
    digest = hashlib.sha256(text.encode()).hexdigest()
    entity = ListedEntity.objects.create(list_id=code, uid=f"T-{next(_numbers):05}", kind=kind, name=name)
    revision = EntityRevision.objects.create(
        entity=entity,
        version=version,
        change=Change.ADDED,
        canonical=text,
        sha256=digest,
        screening_sha256=digest,
        from_seq=version.seq,
    )
    for position, listed in enumerate(names):
        ListedName.objects.create(
            revision=revision, position=position, text=listed.text, kind=listed.kind, strength=listed.strength
        )
    projected = Designation.objects.create(
        revision=revision,
        position=0,
        measure=designation.measure,
        programme=designation.programme,
        listed_on=designation.listed_on,
        effective_on=designation.effective_on,
        ended_on=designation.ended_on,
        divest_by=designation.divest_by,
        licence_requirement=designation.licence_requirement,
        licence_policy=designation.licence_policy,
        licence_policy_class=designation.licence_policy_class,
    )
    Citation.objects.create(designation=projected, position=0, text="86 FR 71557")
    entity.current = revision
    entity.save()
    return entity


def a_run() -> ScreeningRun:
    """An open run over what is in force."""
    return ScreeningRun.objects.create(
        reason=RunReason.LIST_CHANGE,
        shape=RunShape.BY_SUPPLIER,
        target_seq=SequenceHead.objects.get(pk=1).seq,
        policy_version=1,
        started_at=timezone.now(),
    )


def a_case(supplier: Supplier | None = None, **fields: object) -> SupplierCase:
    """An unassigned case, due tomorrow."""
    now = timezone.now()
    plain: dict[str, object] = {
        "reference": f"C-2021-{next(_numbers):06}",
        "opened_at": now,
        "due_at": now + timedelta(days=1),
    }
    return SupplierCase.objects.create(supplier=supplier or a_supplier(), **{**plain, **fields})


def a_hit(case: SupplierCase | None = None, entity: ListedEntity | None = None, **fields: object) -> Hit:
    """An undecided hit in a case."""
    case = case or a_case()
    entity = entity or a_listed_entity()
    revision = entity.current
    assert revision is not None
    plain: dict[str, object] = {
        "score": 0.95,
        "band": Band.STRONG,
        "our_name": case.supplier.name,
        "matched_name": entity.name,
        "reasons": [{"rule": "name", "points": 0.95, "ours": case.supplier.name, "theirs": entity.name}],
        "policy_version": 1,
        "tables": "test",
        "supplier_fingerprint": "s" * 64,
        "entity_fingerprint": revision.screening_sha256,
        "run": a_run(),
    }
    return Hit.objects.create(
        supplier=case.supplier, listed_entity=entity, revision=revision, case=case, **{**plain, **fields}
    )


def publish(
    *names: str,
    code: str = "us-bis-el",
    day: str = "2021-12-17",
    coverage: Coverage = Coverage.FULL,
    **columns: str,
) -> LoadReport:
    """Load a dated table of a list that holds exactly these names (`name; alias; alias`), by the one door."""
    rows = [dict.fromkeys(table.COLUMNS, "") for _ in names]
    for row, name in zip(rows, names, strict=True):
        primary, *aliases = name.split("; ")
        row |= {"list": code, "kind": "company", "country": "CN", "name": primary, "aliases": " | ".join(aliases)}
        row |= {"listed_on": "2021-12-17", "effective_on": "2021-12-17", "citation": "86 FR 71557"} | columns
    text = StringIO()
    writer = csv.DictWriter(text, table.COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    file = SourceFile(f"{code}-{day}.csv", text.getvalue().encode())
    return loading.load("table", (file,), published_on=date.fromisoformat(day), actor=SYSTEM, coverage=coverage)


def a_colleague(role: str, username: str = "") -> User:
    """Somebody with one role of the table, who may enter the admin."""
    person = a_person(username, is_staff=True)
    person.groups.add(roles.sync()[role])
    return User.objects.get(pk=person.pk)


def a_proposed_policy(by: User | None = None, **changes: Any) -> Policy:
    """A proposal that differs from the policy in force by these numbers; stricter where none is named."""
    changes = changes or {"possible": 0.8}
    return policies.propose(
        Changes(**changes), by=by or a_person(permissions=(MAY_PROPOSE,)), reason="Fewer false alarms."
    )


def a_policy_in_force(**changes: Any) -> Policy:
    """A new policy in force, by two people; taken as measured."""
    proposal = a_proposed_policy(**changes)
    Policy.objects.filter(pk=proposal.pk).update(state=PolicyState.MEASURED, measured_at=timezone.now())
    with transaction.atomic():
        return policies.put_into_force(
            proposal, by=a_person(permissions=(MAY_ACTIVATE,)), reason="Looked at it.", detail={}
        )

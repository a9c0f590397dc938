"""Who may do what: the groups of people and their permissions, as one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.contrib.auth.models import Group, Permission
from django.db import transaction


class UnknownPermission(LookupError):
    """The table names a permission no model declares."""


_LISTS = (
    *("restrictedlist", "listversion", "rawfile", "listedentity", "entityrevision", "entitychange", "designation"),
    *("citation", "listedname", "listedaddress", "listedidentifier", "effectrule", "policy"),
)
_SUPPLIERS = (*("supplier", "suppliername", "supplieridentifier", "supplierrelation", "suppliersite", "actingentity"),)
_CASES = ("suppliercase", "hit", "decision", "finding", "casenote", "screeningrun", "screeningchunk", "runversion")


def _named(app: str, acts: Iterable[str], models: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{app}.{act}_{model}" for model in models for act in acts)


READS = (
    *_named("sanctions", ["view"], _LISTS),
    *_named("cases", ["view"], _SUPPLIERS),
    *_named("cases", ["view"], _CASES),
)
READS_TRAIL = ("sanctions.view_auditevent",)
TYPES_SUPPLIERS = _named("cases", ["add", "change"], _SUPPLIERS)
TYPES_LISTINGS = (
    *_named("sanctions", ["add", "change"], ("listedentity", "designation")),
    *_named("sanctions", ["add"], ("listversion",)),
)

# Nobody may both run the system and decide in it: an administrator makes users and reads, and decides nothing.
ROLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "officer": (*READS, "cases.propose_decision", "cases.assign_case", "sanctions.propose_policy"),
        "approver": (
            *READS,
            *READS_TRAIL,
            *("cases.propose_decision", "cases.assign_case", "cases.approve_decision"),
            "sanctions.change_listversion",
            *("sanctions.propose_policy", "sanctions.activate_policy"),
        ),
        "data_entry": (*READS, *TYPES_SUPPLIERS, *TYPES_LISTINGS),
        "auditor": (*READS, *READS_TRAIL),
        "admin": (
            *READS,
            *READS_TRAIL,
            *_named("auth", ["view", "add", "change"], ("user", "group")),
            *_named("cases", ["view", "add", "change"], ("apikey",)),
        ),
    }
)


@transaction.atomic
def sync() -> dict[str, Group]:
    """Make the groups of the table, each with exactly its permissions, and return them by role."""
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    return {role: _group(role, names, known) for role, names in ROLES.items()}


def _group(role: str, names: tuple[str, ...], known: Mapping[str, Permission]) -> Group:
    missing = sorted(set(names) - set(known))
    if missing:
        raise UnknownPermission(f"role {role} names {', '.join(missing)}: no model declares that; run migrate first")
    group, _ = Group.objects.get_or_create(name=role)
    group.permissions.set(known[name] for name in names)
    return group

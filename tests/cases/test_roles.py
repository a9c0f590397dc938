"""Groups hold exactly what the table gives them, and nobody both runs the system and decides in it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission, User

from cases import roles
from cases.roles import ROLES, UnknownPermission, sync


def somebody(role: str) -> User:
    person = User.objects.create_user(f"some-{role}")
    person.groups.add(sync()[role])
    return User.objects.get(pk=person.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_a_group_has_exactly_the_permissions_of_the_table(role: str) -> None:
    assert somebody(role).get_all_permissions() == set(ROLES[role])


@pytest.mark.django_db
def test_syncing_again_takes_away_what_is_not_in_the_table() -> None:
    group = sync()["auditor"]
    group.permissions.add(Permission.objects.get(codename="approve_decision"))

    sync()

    assert not group.permissions.filter(codename="approve_decision").exists()
    assert Group.objects.count() == len(ROLES)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("officer", "cases.propose_decision", "cases.approve_decision"),
        ("officer", "cases.assign_case", "sanctions.change_listversion"),
        ("officer", "sanctions.propose_policy", "sanctions.activate_policy"),
        ("approver", "sanctions.activate_policy", "sanctions.change_policy"),
        ("admin", "sanctions.view_policy", "sanctions.propose_policy"),
        ("approver", "cases.approve_decision", "auth.change_user"),
        ("approver", "sanctions.change_listversion", "sanctions.change_effectrule"),
        ("data_entry", "cases.add_supplier", "cases.propose_decision"),
        ("data_entry", "sanctions.add_listedentity", "sanctions.change_listversion"),
        ("auditor", "sanctions.view_auditevent", "cases.propose_decision"),
        ("admin", "auth.change_user", "cases.approve_decision"),
        ("admin", "cases.add_apikey", "cases.propose_decision"),
    ],
)
def test_a_role_may_do_its_work_and_not_its_neighbours(role: str, may: str, may_not: str) -> None:
    person = somebody(role)

    assert person.has_perm(may)
    assert not person.has_perm(may_not)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_no_role_may_edit_or_delete_what_is_history(role: str) -> None:
    given = set(ROLES[role])
    history = ("auditevent", "decision", "finding", "hit", "entityrevision", "suppliercase", "casenote")

    assert not given & {f"{app}.{act}_{m}" for app in ("cases", "sanctions") for act in ("change",) for m in history}
    assert not [name for name in given if ".delete_" in name]


@pytest.mark.django_db
def test_a_permission_nobody_declares_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "ROLES", {"officer": ("cases.fly",)})

    with pytest.raises(UnknownPermission, match=r"officer names cases\.fly"):
        sync()

"""One version of a list: what it changed, whom that touches, and a second person's word on a held one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from cases import planning, tasks
from cases.forms import WordsForm
from cases.models import Hit, SupplierCase
from sanctions import loading
from sanctions.loading_errors import LoadingError
from sanctions.models import Change, EntityChange, EntityRevision, ListVersion, VersionState
from sanctions.records import Coverage, LicencePolicy, Measure
from sanctions.views.access import permitted, person_of
from sanctions.views.narrowing import page_of
from sanctions.words import CHANGES, COVERAGES, LICENCE_POLICIES, MEASURES, VERSION_STATES, Badge

TOUCHED = "touched"
HITS_SHOWN = 5
UNUSABLE, CONFLICT = 422, 409
FORMS = {
    "release": "Why it may come into force",
    "reject": "Why it is rejected",
    "feed": "Why this source should feed the list",
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One entry's change and the suppliers it touches."""

    change: EntityChange
    badge: Badge
    act: str
    citations: Sequence[str]
    hits: Sequence[Hit]
    more: int
    screens_nobody: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """One number of the version and the address that shows what it counts."""

    label: str
    value: int
    url: str
    note: str
    is_here: bool


@require_GET
@permitted("sanctions.view_listversion")
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The page of one version."""
    return _page(request, _version(code, number))


@require_POST
@permitted("sanctions.change_listversion")
def release(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Let a held version come into force."""
    return _decided(request, _version(code, number), "release", loading.release, "is in force; its delistings too.")


@require_POST
@permitted("sanctions.change_listversion")
def reject(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Put a held version away."""
    return _decided(request, _version(code, number), "reject", loading.reject, "is rejected; the one before stays.")


@require_POST
@permitted("sanctions.change_listversion")
def feed(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Propose that the source of a version kept for comparison feeds the list from now on; a second person decides."""
    return _decided(request, _version(code, number), "feed", loading.propose_feed, "waits for a second person.")


def _version(code: str, number: int) -> ListVersion:
    rows = ListVersion.objects.select_related("list__active_version", "decided_by").prefetch_related("files")
    return get_object_or_404(rows, list_id=code, number=number)


def _decided(
    request: HttpRequest, found: ListVersion, name: str, decide: Callable[..., ListVersion], done: str
) -> HttpResponse:
    form = WordsForm(request.POST, label=FORMS[name], prefix=name)
    if not form.is_valid():
        return _page(request, found, {f"{name}_form": form}, UNUSABLE)
    try:
        decided = decide(found, by=person_of(request), reason=form.cleaned_data["text"])
    except LoadingError as error:
        form.add_error(None, str(error))
        return _page(request, _version(found.list_id, found.number), {f"{name}_form": form}, CONFLICT)
    planning.plan()
    tasks.wake()
    messages.success(request, f"Version {decided.number} {done} Screening has what to do.")
    return redirect("version", decided.list_id, decided.number)


def _page(
    request: HttpRequest, found: ListVersion, kept: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    shown = request.GET.get("change", "")
    page = page_of(_ordered(found, shown), request)
    others = ListVersion.objects.filter(list=found.list).order_by("-number")
    context = {
        "version": found,
        "badge": VERSION_STATES[VersionState(found.state)],
        "coverage": COVERAGES[Coverage(found.coverage)],
        "counts": _counts(found, shown),
        "page": page,
        "rows": _rows(page.object_list),
        "versions": [(other, VERSION_STATES[VersionState(other.state)]) for other in others[:10]],
        "previous": others.filter(number__lt=found.number, seq__isnull=False).first(),
        "linked": sorted(found.linked.items(), key=lambda item: -item[1]),
        **_decision_forms(found, person_of(request), kept or {}),
    }
    return render(request, "lists/version.html", context, status=status)


def _decision_forms(found: ListVersion, user: User, kept: dict[str, Any]) -> dict[str, Any]:
    is_held = found.state == VersionState.HELD
    is_other = found.seq is None and found.coverage == Coverage.FULL and found.source != found.list.feed
    return {
        "may_feed": is_other and bool(found.list.feed) and user.has_perm("sanctions.change_listversion"),
        "may_decide": is_held and user.has_perm("sanctions.change_listversion"),
        "is_own_load": is_held and user.get_username() == found.loaded_by,
        **{f"{name}_form": WordsForm(label=label, prefix=name) for name, label in FORMS.items()},
        **kept,
    }


def _ordered(found: ListVersion, shown: str) -> QuerySet[Any]:
    """Those that touch suppliers first, then the material ones, then the rest, by name."""
    live = Hit.objects.live().filter(listed_entity=OuterRef("entity")).order_by().values("listed_entity")
    touching = live.annotate(n=Count("supplier", distinct=True)).values("n")
    changes = EntityChange.objects.filter(version=found).annotate(touched=Coalesce(Subquery(touching), 0))
    if shown == TOUCHED:
        changes = changes.filter(touched__gt=0).exclude(change=Change.COSMETIC)
    elif shown:
        changes = changes.filter(change=shown)
    parts = changes.select_related("entity__list", "after", "before")
    return parts.prefetch_related("after__designations__citations").order_by("-touched", "change", "entity__name", "pk")


def _counts(found: ListVersion, shown: str) -> list[Counted]:
    material = EntityChange.objects.filter(version=found).exclude(change=Change.COSMETIC)
    live = Hit.objects.live().filter(listed_entity__in=material.values("entity"))
    suppliers = live.values("supplier").distinct().count()
    open_cases = SupplierCase.objects.open().filter(hits__in=live).distinct().count()
    notes = {
        Change.ADDED: "new on the list",
        Change.AMENDED: "in something that counts",
        Change.COSMETIC: "letter case, order, links: screens nobody",
        Change.DELISTED: "may be released, by two people",
        Change.RELISTED: "back after a delisting",
    }
    counts = [
        Counted(CHANGES[kind].words, getattr(found, kind.value), f"?change={kind.value}", note, shown == kind)
        for kind, note in notes.items()
    ]
    touched = f"{open_cases} open case{'' if open_cases == 1 else 's'}"
    return [*counts, Counted("Suppliers touched", suppliers, f"?change={TOUCHED}", touched, shown == TOUCHED)]


def _rows(changes: Iterable[Any]) -> list[ChangeRow]:
    found = list(changes)
    by_entity: defaultdict[int, list[Hit]] = defaultdict(list)
    hits = Hit.objects.live().filter(listed_entity__in=[change.entity_id for change in found])
    for hit in hits.select_related("supplier", "case").order_by("-score", "pk"):
        by_entity[hit.listed_entity_id].append(hit)
    return [_row(change, by_entity[change.entity_id]) for change in found]


def _row(change: EntityChange, hits: Sequence[Hit]) -> ChangeRow:
    kind = Change(change.change)
    act, citations = _act(change.after) if kind in (Change.ADDED, Change.RELISTED) else ("", [])
    return ChangeRow(
        change=change,
        badge=CHANGES[kind],
        act=act,
        citations=citations,
        hits=hits[:HITS_SHOWN],
        more=max(len(hits) - HITS_SHOWN, 0),
        screens_nobody=kind == Change.COSMETIC,
    )


def _act(revision: EntityRevision | None) -> tuple[str, list[str]]:
    """The acts of a new entry in words: "Export licence, presumption of denial"."""
    acts = list(revision.designations.all()) if revision else []
    words = []
    for act in acts:
        policy = LicencePolicy(act.licence_policy_class)
        stated = "" if policy is LicencePolicy.NOT_STATED else f", {LICENCE_POLICIES[policy].lower()}"
        words.append(f"{MEASURES[Measure(act.measure)]}{stated}")
    return "; ".join(dict.fromkeys(words)), list(dict.fromkeys(c.text for act in acts for c in act.citations.all()))

"""The desk: what may not be believed, six numbers, what needs you, and the shape of the load."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cases.filters import unscreened_now
from cases.models import Decision, DecisionState, RunState, ScreeningRun, Supplier, SupplierCase
from cases.transitions import CaseState
from cases.views.queue import tab_questions
from cases.views.rows import CaseRow, case_rows
from cases.words import age, list_state
from sanctions.models import Change, EntityChange, ListVersion, PublishedFile, RestrictedList, VersionState
from sanctions.views.access import permitted, person_of
from sanctions.words import Badge

NEEDS_SHOWN, CHANGES_SHOWN = 8, 6
WEEK = timedelta(days=7)
AGES = (
    ("Today", timedelta(days=1)),
    ("1 to 2 days", timedelta(days=3)),
    ("3 to 10 days", timedelta(days=11)),
    ("11 to 30 days", timedelta(days=31)),
    ("Over 30 days", timedelta(days=36_500)),
)


@dataclass(frozen=True, slots=True)
class Number:
    """One number and the page that shows what it counts."""

    label: str
    value: int
    url: str
    note: str
    badge: Badge | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """One case that wants this person, with the reason in a sentence."""

    row: CaseRow
    why: str
    badge: Badge


@dataclass(frozen=True, slots=True)
class Changed:
    """One version that changed something, and how many suppliers its entries touch today."""

    version: ListVersion
    words: str
    touched: int


@dataclass(frozen=True, slots=True)
class AgeBar:
    """Open cases of one age; the bar's lengths are in hundredths of the longest."""

    label: str
    count: int
    overdue: int
    length: float
    late_from: float
    late_length: float


@require_GET
@permitted("cases.view_suppliercase")
def desk(request: HttpRequest) -> HttpResponse:
    """The page."""
    now, user = timezone.now(), person_of(request)
    held = list(ListVersion.objects.filter(state=VersionState.HELD).select_related("list__active_version"))
    context = {
        "now": now,
        "held": held,
        "failing": PublishedFile.objects.failing(),
        "numbers": list(_numbers(user, now)),
        "needs": list(_needs(user, now)),
        "changes": list(_changes()),
        "bars": _bars(now),
        "lists": _lists({version.list_id for version in held}, now),
        "run": ScreeningRun.objects.filter(state=RunState.OPEN).first(),
    }
    return render(request, "desk/desk.html", context)


def _numbers(user: User, now: datetime) -> Iterator[Number]:
    questions = tab_questions(user.pk, now)
    counts = SupplierCase.objects.aggregate(
        **{name: Count("pk", filter=asked) for name, asked in questions.items()},
        oldest=Min("due_at", filter=questions["overdue"]),
        week=Count("pk", filter=Q(closed_at__gte=now - WEEK)),
    )
    own = Decision.objects.filter(state=DecisionState.PROPOSED, proposed_by=user).count()
    queue = reverse("queue")
    late = f"oldest by {age(counts['oldest'], now=now)}" if counts["overdue"] else "nothing is late"
    late_badge = Badge("clock", "", "stop") if counts["overdue"] else None
    yield Number("Open cases", counts["all"], f"{queue}?tab=all", f"{counts['mine']} yours")
    yield Number("Overdue", counts["overdue"], f"{queue}?tab=overdue", late, late_badge)
    yield Number("Nobody’s", counts["unassigned"], f"{queue}?tab=unassigned", "free to claim")
    yield Number("Second review", counts["second"], f"{queue}?tab=second", _second_words(user, counts["second"] - own))
    yield Number("Decided", counts["closed"], f"{queue}?tab=closed", f"{counts['week']} in the last seven days")
    yield _unscreened()


def _second_words(user: User, by_others: int) -> str:
    return f"{by_others} you may approve" if user.has_perm("cases.approve_decision") else "somebody else approves"


def _unscreened() -> Number:
    count, of = unscreened_now().count(), Supplier.objects.active().count()
    badge = Badge("warn", "", "stop") if count else None
    return Number("Unscreened", count, f"{reverse('suppliers')}?standing=unscreened", f"of {of:,} suppliers", badge)


def _needs(user: User, now: datetime) -> Iterator[Need]:
    for row in case_rows(_urgent_first(user, now)[:NEEDS_SHOWN], now=now):
        yield Need(row, *_reason(row, user))


def _urgent_first(user: User, now: datetime) -> QuerySet[SupplierCase]:
    """Proposals this person may judge, own cases, then what nobody has; within each by due day."""
    mine = Q(assignee=user) & ~Q(state=CaseState.SECOND_REVIEW)
    others_proposal = Q(state=CaseState.SECOND_REVIEW) & ~Q(
        decisions__state=DecisionState.PROPOSED, decisions__proposed_by=user
    )
    wanted = mine | Q(assignee=None)
    if user.has_perm("cases.approve_decision"):
        wanted |= others_proposal
    order = Case(
        When(Q(due_at__lt=now) & (mine | Q(state=CaseState.SECOND_REVIEW)), then=Value(0)),
        When(state=CaseState.SECOND_REVIEW, then=Value(1)),
        When(mine, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return (
        SupplierCase.objects.open()
        .filter(wanted)
        .select_related("supplier", "follows")
        .prefetch_related("decisions__proposed_by")
        .order_by(order, "-priority", "due_at", "pk")
    )


def _reason(row: CaseRow, user: User) -> tuple[str, Badge]:
    case = row.case
    if case.state == CaseState.SECOND_REVIEW:
        proposed = next((d for d in case.decisions.all() if d.state == DecisionState.PROPOSED), None)
        who = proposed.proposed_by.get_username() if proposed else "somebody"
        return f"{who} proposed a decision; a second person must look. You may.", row.state
    whose = "Yours." if case.assignee_id == user.pk else "Nobody has it."
    if case.follows:
        whose += f" Decided before in {case.follows}."
    return f"{whose} {case.why}".strip(), row.clock


def _changes() -> Iterator[Changed]:
    """The last versions that changed something, and whom they touched."""
    changed = Q(added__gt=0) | Q(amended__gt=0) | Q(delisted__gt=0) | Q(relisted__gt=0)
    versions = ListVersion.objects.filter(changed).exclude(seq=None).select_related("list").order_by("-seq")
    shown = list(versions[:CHANGES_SHOWN])
    live = Q(entity__hits__ended_at__isnull=True) & ~Q(change=Change.COSMETIC)
    touched = dict(
        EntityChange.objects.filter(version__in=shown)
        .values_list("version")
        .annotate(suppliers=Count("entity__hits__supplier", filter=live, distinct=True))
        .order_by()
    )
    return (Changed(version, change_words(version), touched.get(version.pk, 0)) for version in shown)


def change_words(version: ListVersion) -> str:
    """What a version changed, in the order a reader asks: "37 added, 2 amended"."""
    counts = (
        (version.added, "added"),
        (version.amended, "amended"),
        (version.delisted, "delisted"),
        (version.relisted, "relisted"),
        (version.cosmetic, "cosmetic"),
    )
    return ", ".join(f"{count:,} {words}" for count, words in counts if count) or "nothing"


def _bars(now: datetime) -> list[AgeBar]:
    opened = list(SupplierCase.objects.open().values_list("opened_at", "due_at", "state"))
    groups: list[tuple[str, int, int]] = []
    since = timedelta(0)
    for label, until in AGES:
        among = [row for row in opened if since <= max(now - row[0], timedelta(0)) < until]
        late = sum(1 for _, due_at, state in among if due_at < now and state != CaseState.WAITING)
        groups.append((label, len(among), late))
        since = until
    return [_bar(group, groups) for group in groups]


def _bar(group: tuple[str, int, int], groups: Sequence[tuple[str, int, int]]) -> AgeBar:
    longest = max(count for _, count, _ in groups) or 1
    label, count, late = group
    length, late_length = 100 * count / longest, 100 * late / longest
    return AgeBar(label, count, late, round(length, 1), round(length - late_length, 1), round(late_length, 1))


def _lists(held: set[str], now: datetime) -> list[tuple[RestrictedList, Badge]]:
    loaded = RestrictedList.objects.exclude(active_version=None, versions=None).select_related("active_version")
    rows = [
        (restricted, list_state(restricted, is_held=restricted.code in held, now=now))
        for restricted in loaded.distinct()
    ]
    return [row for row in rows if row[0].active_version_id or row[0].code in held]

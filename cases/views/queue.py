"""The queue: which case next, asked as questions that stand in the address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.contrib import messages
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cases import workflow
from cases.filters import QueueFilter
from cases.models import SupplierCase
from cases.transitions import CaseState
from cases.views.rows import case_rows
from cases.workflow import WorkflowError
from sanctions.models import Policy
from sanctions.views.access import permitted, person_of
from sanctions.views.narrowing import chips, ordered, orders, page_of

TAB_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "mine": "Mine",
        "unassigned": "Unassigned",
        "overdue": "Overdue",
        "second": "Second review",
        "all": "All open",
        "closed": "Decided",
    }
)
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "supplier": ("supplier__name",),
        "score": ("-best_score",),
        "age": ("opened_at",),
        "due": ("due_at",),
        "with": ("assignee__username",),
        "priority": ("-priority", "due_at"),
    }
)
OPEN = Q(closed_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Tab:
    """One question about the queue and how many cases answer it."""

    url: str
    words: str
    count: int
    is_here: bool


@require_GET
@permitted("cases.view_suppliercase")
def queue(request: HttpRequest) -> HttpResponse:
    """Cases by tab, filter and order; one page of them with their dealing lines."""
    now = timezone.now()
    questions = tab_questions(person_of(request).pk, now)
    tab = request.GET.get("tab", "all")
    tab = tab if tab in questions else "all"
    filterset = QueueFilter(request.GET, queryset=SupplierCase.objects.filter(questions[tab]))
    page = page_of(_in_order(filterset.qs, request, tab), request)
    context = {
        "tabs": list(_tabs(questions, tab)),
        "tab": tab,
        "filterset": filterset,
        "chips": chips(filterset),
        "orders": orders(request, COLUMNS),
        "page": page,
        "rows": case_rows(page.object_list, now=now),
        "policy": Policy.objects.in_force(),
        "now": now,
    }
    return render(request, "cases/queue.html", context)


@require_POST
@permitted("cases.propose_decision")
def claim_next(request: HttpRequest) -> HttpResponse:
    """The case nobody has that is due first."""
    free = SupplierCase.objects.open().filter(assignee=None).order_by("due_at", "pk")
    for case in free[:5]:  # somebody else may be quicker with the first ones
        try:
            workflow.claim(case, by=person_of(request))
        except WorkflowError as error:
            messages.warning(request, str(error))
        else:
            return redirect(case)
    messages.info(request, "Nothing is waiting for somebody to take it.")
    return redirect("queue")


def tab_questions(user_id: int, now: datetime) -> dict[str, Q]:
    """What each tab asks."""
    return {
        "mine": OPEN & Q(assignee=user_id),
        "unassigned": OPEN & Q(assignee=None),
        "overdue": OPEN & Q(due_at__lt=now) & ~Q(state=CaseState.WAITING),
        "second": Q(state=CaseState.SECOND_REVIEW),
        "all": OPEN,
        "closed": Q(closed_at__isnull=False),
    }


def _tabs(questions: Mapping[str, Q], here: str) -> Iterator[Tab]:
    counts = SupplierCase.objects.aggregate(**{name: Count("pk", filter=asked) for name, asked in questions.items()})
    for name in questions:
        yield Tab(f"?tab={name}", TAB_WORDS[name], counts[name], name == here)


def _in_order(cases: QuerySet[SupplierCase], request: HttpRequest, tab: str) -> QuerySet[SupplierCase]:
    cases = cases.select_related("supplier", "assignee")
    if "score" in request.GET.get("sort", ""):
        cases = cases.annotate(best_score=Max("hits__score", filter=Q(hits__ended_at__isnull=True)))
    return ordered(cases, request, COLUMNS, default=("-closed_at",) if tab == "closed" else ("due_at",))

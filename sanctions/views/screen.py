"""One question to the lists: who may this be? Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from sanctions import rulebook, screening
from sanctions.effects import DealingEffect, gravest
from sanctions.forms import ScreenForm
from sanctions.models import Designation
from sanctions.records import Coverage
from sanctions.screening import Answer, Found
from sanctions.views.access import permitted


@dataclass(frozen=True, slots=True)
class Likely:
    """One entry that may be the party, with what it would mean."""

    found: Found
    effects: Sequence[DealingEffect]
    chips: Sequence[DealingEffect]  # what a person would have to look at


@require_GET
@permitted("sanctions.view_listedentity")
def screen(request: HttpRequest) -> HttpResponse:
    """The question in the address, and its answer."""
    form = ScreenForm(request.GET or None)
    if not form.is_bound or not form.is_valid():
        return render(request, "screen/screen.html", {"form": form}, status=422 if form.is_bound else 200)
    answer = screening.ask(form.subject)
    context = {
        "form": form,
        "answer": answer,
        "rows": list(_rows(answer)),
        "excerpts": [v.list.short_title for v in answer.versions if v.coverage == Coverage.EXCERPT],
    }
    return render(request, "screen/screen.html", context)


def _rows(answer: Answer) -> Iterator[Likely]:
    rules, day = rulebook.rules(), timezone.now().date()

    def effects(act: Designation, code: str) -> list[DealingEffect]:
        return rulebook.effects_of(act, list_code=code, day=day, among=rules)

    for found in answer.matches:
        columns = zip(*(effects(act, found.entity.list_id) for act in found.designations), strict=True)
        line = [gravest(column) for column in columns]
        yield Likely(found, line, [effect for effect in line if effect.is_touched])

"""Celery only wakes workers: a message may come twice or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from celery import current_app
from django.conf import settings

from cases import planning, tasks
from cases.models import Hit
from tests.factories import a_supplier, publish


def test_the_same_message_twice_does_the_work_once(db: None):
    a_supplier("Hengli Optics")
    publish("Hengli Optics")

    assert [tasks.plan_and_work(), tasks.plan_and_work(), tasks.work()] == [2, 0, 0]
    assert Hit.objects.count() == 1
    assert planning.completeness().is_complete


def test_beat_asks_for_what_there_is(db: None):
    asked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert {"cases.tasks.plan_and_work"} <= asked <= set(current_app.tasks)


def test_a_broker_that_does_not_answer_stops_nobody(tmp_path: Path):
    program = "import django; django.setup(); from cases import tasks; tasks.wake(); print('went on')"
    environ = {**os.environ, "REDIS_URL": "redis://127.0.0.1:1/0", "CORDON_DATA_DIR": str(tmp_path)}
    environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

    told = subprocess.run(
        [sys.executable, "-c", program], env=environ, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60
    )

    assert told.stdout == "went on\n", told.stderr
    assert "no worker could be woken" in told.stderr

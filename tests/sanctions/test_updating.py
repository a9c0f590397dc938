"""A source brought up to date from its publisher: what is new is loaded, and nothing that fails loses the last good."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from sanctions import rawfiles, updating
from sanctions.audit import SYSTEM
from sanctions.fetching.door import Door
from sanctions.models import AuditEvent, ListVersion, PublishedFile, RestrictedList
from sanctions.updating import NoAddress, Publishers, UpdateReport
from tests.sanctions.test_fetching import DAY, QUICK, Publisher, publishing
from tests.sanctions.test_loading import EL, rows, table

pytestmark = pytest.mark.django_db


class Site:
    """A publisher of one table that counts how often it sent the whole of it."""

    def __init__(self, count: int = 3) -> None:
        self.raw = table(rows(count)).raw
        self.tag = '"1"'
        self.status = 200
        self.sent = 0

    def put(self, raw: bytes, tag: str) -> None:
        self.raw, self.tag = raw, tag

    def __call__(self, publisher: Publisher) -> None:
        if self.status != 200:
            publisher.send(self.status)
        elif publisher.headers.get("If-None-Match") == self.tag:
            publisher.send(304)
        else:
            self.sent += 1
            publisher.send(200, self.raw, ETag=self.tag, Last_Modified=DAY)


def updated(base: str, *names: str) -> UpdateReport:
    addresses = [f"{base}/{name}" for name in names or ("table.csv",)]
    private = frozenset((base.removeprefix("http://"),))
    publishers = Publishers({"table": addresses}, Door(frozenset(), private), QUICK)
    return updating.update("table", publishers=publishers, actor=SYSTEM)


def only_file() -> PublishedFile:
    return PublishedFile.objects.get()


def test_what_is_new_at_the_publisher_is_loaded_under_the_day_the_publisher_gives():
    with publishing(table_csv=Site()) as (base, _):
        report = updated(base)

    version = ListVersion.objects.get(list=EL)
    assert (version.state, version.published_on, version.entities) == ("active", date(2021, 12, 16), 3)
    assert not report.has_finding
    assert only_file().raw.sha256 == rawfiles.digest(Site().raw)


def test_a_list_its_publisher_has_nothing_newer_for_is_as_old_as_the_question():
    site = Site()
    with publishing(table_csv=site) as (base, _):
        updated(base)
        RestrictedList.objects.update(checked_at=timezone.now() - timedelta(days=30))
        report = updated(base)

    assert site.sent == 1
    assert [(part.list, part.reason) for part in report.load.lists] == [(EL, "the publisher has nothing newer")]
    assert timezone.now() - RestrictedList.objects.get(code=EL).checked_at < timedelta(minutes=5)
    assert ListVersion.objects.count() == 1


@pytest.mark.parametrize(
    "status, raw, says",
    [
        (503, b"", "answered 503"),
        (200, b"<!doctype html><title>Maintenance</title>", "table"),
        (200, table(rows(3)).raw[:40], "table"),
    ],
    ids=["not there tonight", "a page for people", "cut short"],
)
def test_a_publisher_that_fails_leaves_the_last_good_in_force_and_is_put_on_record(status: int, raw: bytes, says: str):
    site = Site()
    with publishing(table_csv=site) as (base, _):
        updated(base)
        site.status = status
        site.put(raw, '"2"')
        report, again = updated(base), updated(base)

    assert report.has_finding and again.has_finding
    assert says in report.failure
    assert ListVersion.objects.in_force().get(list=EL).entities == 3
    assert only_file().failure == report.failure
    assert only_file().failing_since is not None
    assert AuditEvent.objects.filter(verb="list.not_fetched").count() == 1


def test_a_publisher_that_recovers_is_no_longer_on_record_as_failing():
    site = Site()
    with publishing(table_csv=site) as (base, _):
        site.status = 404
        updated(base)
        site.status = 200
        report = updated(base)

    assert not report.has_finding
    assert (only_file().failure, only_file().failing_since) == ("", None)


def test_a_refused_file_is_asked_for_again_until_it_can_be_read():
    site = Site()
    good = site.raw
    site.put(b"name;source\n", '"2"')
    with publishing(table_csv=site) as (base, _):
        updated(base)
        assert only_file().etag == ""
        site.put(good, '"2"')  # mended without a new tag
        report = updated(base)

    assert not report.has_finding
    assert ListVersion.objects.in_force().get(list=EL).entities == 3


def test_a_set_of_which_one_file_cannot_be_had_loads_none():
    with publishing(one_csv=Site(), two_csv=lambda p: p.send(404)) as (base, _):
        report = updated(base, "one.csv", "two.csv")

    assert "two.csv: answered 404" in report.failure
    assert not ListVersion.objects.exists()


def test_a_set_of_which_one_file_is_newer_is_loaded_whole():
    one, two = Site(), Site()
    two.put(table(rows(2, start=10), name="two.csv").raw, '"1"')
    with publishing(one_csv=one, two_csv=two) as (base, _):
        updated(base, "one.csv", "two.csv")
        two.put(table(rows(3, start=10), name="two.csv").raw, '"2"')
        report = updated(base, "one.csv", "two.csv")

    assert [(part.added, part.entities) for part in report.load.lists] == [(1, 6)]
    assert (one.sent, two.sent) == (1, 2)


def test_bytes_that_are_no_longer_kept_are_fetched_again():
    site = Site()
    with publishing(table_csv=site) as (base, _):
        updated(base)
        rawfiles._path(only_file().raw.sha256).unlink()
        updated(base)

    assert site.sent == 2
    assert rawfiles.read(only_file().raw) == site.raw


def test_a_source_without_an_address_is_said_to_be_loaded_by_hand():
    with pytest.raises(NoAddress, match="load its files by hand"):
        updating.update("house", publishers=Publishers.known({}), actor=SYSTEM)


def test_the_hosts_of_the_addresses_may_be_asked_and_those_added_and_no_others():
    publishers = Publishers.known({"us-csl": ["https://lists.example/a.csv"]}, hosts=["files.example"])

    assert publishers.door.hosts == {"lists.example", "files.example"}
    assert not publishers.door.is_private("127.0.0.1", 80)


# Through the command


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Any:
    found = Site()
    with publishing(table_csv=found) as (base, _):
        monkeypatch.setattr(settings, "LIST_ADDRESSES", {"table": [f"{base}/table.csv"]})
        monkeypatch.setattr(settings, "LIST_PRIVATE_HOSTS", [base.removeprefix("http://")])
        yield found


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code = 0
    try:
        call_command("fetch_lists", *words, "--json")
    except SystemExit as error:
        code = int(error.code or 0)
    return code, json.loads(capsys.readouterr().out)


def test_the_command_tells_of_each_source_what_a_load_tells(site: Site, capsys: pytest.CaptureFixture[str]):
    code, report = told(capsys)

    assert code == 0
    [source] = report["sources"]
    assert (source["source"], source["failure"]) == ("table", "")
    assert [(part["list"], part["state"], part["added"]) for part in source["lists"]] == [(EL, "active", 3)]


def test_a_source_that_could_not_be_had_is_a_finding(site: Site, capsys: pytest.CaptureFixture[str]):
    site.status = 500

    code, report = told(capsys)

    assert code == 1
    assert "answered 500" in report["sources"][0]["failure"]


@pytest.mark.parametrize("source", ["unheard-of", "house"])
def test_a_source_that_cannot_be_fetched_is_bad_usage(site: Site, source: str):
    with pytest.raises(CommandError) as told:
        call_command("fetch_lists", source)

    assert told.value.returncode == 2

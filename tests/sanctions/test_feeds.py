"""A list has one feeding source at a time, and changing it takes two people and a look at what it would do."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from sanctions import loading
from sanctions.audit import SYSTEM
from sanctions.loading_errors import NotAnotherFeed, NotPermitted, ReasonMissing, SamePerson
from sanctions.models import ListVersion, VersionState
from sanctions.records import SourceFile
from tests.journeys.at_the_desk import an_approver_at_the_desk, logged_in
from tests.sanctions.test_loading import EL, an_approver, load, row, the_list, told, version

pytestmark = pytest.mark.django_db

ENTRY = (
    '{"designations":[{"licence_policy_class":"not_stated","measure":"export_licence"}],"kind":"company",'
    '"list":"us-bis-el","names":[{"kind":"primary","strength":"strong","text":"%s"}]}'
)


def kept_for_comparison(*names: str) -> ListVersion:
    """A version of another source over a list the table feeds with Hengli Optics and Moonrise Lasers."""
    load([row("Hengli Optics"), row("Moonrise Lasers")])
    text = "\n".join(ENTRY % name for name in names or ("Hengli Optics", "Sunfall Radar"))
    files = [SourceFile("typed.jsonl", text.encode())]
    report = loading.load("house", files, published_on=date(2021, 12, 17), actor=SYSTEM)
    assert told(report).state == VersionState.SUPERSEDED
    return version(2)


def test_a_new_feed_waits_for_a_second_person_and_shows_what_it_would_change():
    other = kept_for_comparison()

    held = loading.propose_feed(other, by=an_approver("first"), reason="The authority's own file.")

    assert (held.state, held.source, held.number) == (VersionState.HELD, "house", 3)
    assert held.reason == "house is to feed this list instead of table: The authority's own file."
    assert (held.added, held.delisted) == (1, 1)
    assert (the_list().feed, the_list().active_version) == ("table", version(1))


def test_once_released_the_new_source_feeds_the_list_and_the_old_one_is_kept_for_comparison():
    held = loading.propose_feed(kept_for_comparison(), by=an_approver("first"), reason="Their own.")

    loading.release(held, by=an_approver("second"), reason="Seen.")
    report = told(load([row("Hengli Optics"), row("Late News")], date(2021, 12, 24)))

    assert the_list().feed == "house"
    assert the_list().active_version.number == 3
    assert (report.state, report.reason) == (
        "superseded",
        "house feeds this list; another source is kept for comparison only",
    )


def test_once_rejected_everything_stands_as_it_stood():
    held = loading.propose_feed(kept_for_comparison(), by=an_approver("first"), reason="Their own.")

    loading.reject(held, by=an_approver("second"), reason="Too thin.")

    assert (the_list().feed, the_list().active_version) == ("table", version(1))
    assert told(load([row("Hengli Optics"), row("Late News")], date(2021, 12, 24))).state == "active"


def test_a_feed_that_changes_nothing_waits_all_the_same():
    other = kept_for_comparison("Hengli Optics", "Moonrise Lasers")

    assert loading.propose_feed(other, by=an_approver("first"), reason="Their own.").state == VersionState.HELD


@pytest.mark.parametrize(
    "person, reason, error",
    [("nobody", "Why not.", NotPermitted), ("approver", " ", ReasonMissing)],
)
def test_a_feed_is_not_changed_without_the_right_and_a_reason(person: str, reason: str, error: type[Exception]):
    by = User.objects.create_user("nobody") if person == "nobody" else an_approver("first")

    with pytest.raises(error):
        loading.propose_feed(kept_for_comparison(), by=by, reason=reason)

    assert ListVersion.objects.filter(list=EL).count() == 2


def test_whoever_proposed_a_feed_does_not_release_it():
    first = an_approver("first")
    held = loading.propose_feed(kept_for_comparison(), by=first, reason="Their own.")

    with pytest.raises(SamePerson):
        loading.release(held, by=first, reason="Again.")


def test_the_version_in_force_and_those_of_its_own_feed_are_no_other_feed():
    kept_for_comparison()

    with pytest.raises(NotAnotherFeed):
        loading.propose_feed(version(1), by=an_approver("first"), reason="Their own.")


def test_on_the_page_of_a_version_kept_for_comparison_its_source_is_proposed():
    other = kept_for_comparison()
    client = logged_in(an_approver_at_the_desk())

    page = client.get(reverse("version", args=[EL, other.number])).content.decode()
    wordless = client.post(reverse("version-feed", args=[EL, other.number]), {"feed-text": ""})
    done = client.post(reverse("version-feed", args=[EL, other.number]), {"feed-text": "Their own file."})

    assert "Let house feed this list" in page
    assert wordless.status_code == 422
    assert done.headers["Location"] == reverse("version", args=[EL, 3])
    assert "Let table feed" not in client.get(reverse("version", args=[EL, 1])).content.decode()

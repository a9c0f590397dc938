"""The pages in a real browser: no violation axe knows, no request elsewhere, the day by keyboard and without script."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
if not CHROMIUM.exists():
    pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium", allow_module_level=True)
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is installed by `make prove`")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is installed by `make prove`")

from django.contrib.auth.models import User  # noqa: E402
from django.urls import reverse  # noqa: E402

from cases.models import Decision, SupplierCase  # noqa: E402
from tests.factories import a_case, a_hit, a_listed_entity, a_supplier, an_active_version  # noqa: E402
from tests.journeys.at_the_desk import a_measured_policy, an_approver_at_the_desk, an_officer_at_the_desk  # noqa: E402

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
DJANGOS_OWN = "label-title-only"  # the admin's search field has its label in a picture
LOOKS = [("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)]


@pytest.fixture(scope="session", autouse=True)
def async_unsafe() -> Iterator[None]:
    """Playwright keeps a loop in the thread the tests run in; Django refuses the database there unless told."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
    if before is not None:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


@contextmanager
def a_page(browser, live_server, person: User, *, scheme: str = "light", width: int = 1440, script: bool = True):
    """A page with somebody logged in, and what went wrong on it."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        java_script_enabled=script,
        base_url=live_server.url,
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request", lambda request: faults.append(request.url) if not request.url.startswith(live_server.url) else None
    )
    page.goto(reverse("login"))
    page.fill("#id_username", person.get_username())
    page.fill("#id_password", "a long password")
    page.click("button")
    yield page, faults
    context.close()


def a_desk() -> dict[str, str]:
    """One of everything, and the address of every page about it."""
    supplier = a_supplier("Huawei Marine International Ltd", dealings=["buy", "sell"], city="Tianjin")
    supplier.other_names.create(position=0, text="华海通信国际有限公司")
    case = a_case(supplier, why="A former name matches an entry in force since this morning.")
    entity = a_listed_entity("HMN International Co., Ltd", formerly=("Huawei Marine",))
    hit = a_hit(case, entity)
    a_hit(case, a_listed_entity("MSN International", code="us-ofac-sdn"), score=0.74, band="possible")
    version = an_active_version()
    version.changes.create(entity=entity, change="added", after=entity.current)
    return {
        "desk": reverse("desk"),
        "queue": reverse("queue") + "?priority=normal",
        "case": case.get_absolute_url(),
        "suppliers": reverse("suppliers"),
        "supplier": supplier.get_absolute_url(),
        "lists": reverse("lists"),
        "version": reverse("version", args=[version.list_id, version.number]),
        "entity": entity.get_absolute_url(),
        "screen": reverse("screen") + "?name=HMN+International",
        "runs": reverse("runs"),
        "run": hit.run.get_absolute_url(),
        "policies": reverse("policy"),
        "policy": a_measured_policy([hit]).get_absolute_url(),
    }


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_no_page_breaks_a_rule_of_access_or_the_policy(browser, live_server, scheme: str, width: int):
    pages = a_desk()
    violations = {}
    with a_page(browser, live_server, an_officer_at_the_desk(), scheme=scheme, width=width) as (page, faults):
        for name, address in pages.items():
            page.goto(address)
            page.wait_for_load_state("networkidle")
            found = axe.Axe().run(page).response["violations"]
            if found:
                violations[name] = [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found]
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than the screen"

    assert violations == {}
    assert faults == []


def test_the_door_breaks_no_rule_of_access(browser, live_server):
    page = browser.new_page(base_url=live_server.url)
    page.goto(reverse("login"))

    assert axe.Axe().run(page).response["violations"] == []


def test_from_queue_to_proposal_by_keyboard(browser, live_server):
    a_hit(a_case(a_supplier("Huawei Marine International Ltd", dealings=["buy", "sell"])))
    with a_page(browser, live_server, an_officer_at_the_desk()) as (page, faults):
        page.goto("/")
        page.keyboard.press("g")
        page.keyboard.press("q")
        page.wait_for_url("**/cases/")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/cases/C-*/")
        page.keyboard.press("3")
        page.keyboard.type("The former name agrees.")
        assert not Decision.objects.exists()  # a key chooses, it never submits
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("text=a second person has to agree")

    assert faults == []
    assert Decision.objects.get().reason == "The former name agrees."


def test_single_keys_can_be_switched_off_and_are_ignored_in_fields(browser, live_server):
    a_hit()
    with a_page(browser, live_server, an_officer_at_the_desk()) as (page, _):
        page.goto("/cases/")
        page.keyboard.press("/")
        page.keyboard.type("g d ?")
        assert page.input_value("#find") == "g d ?"
        page.click("[data-keys]")
        page.check("[data-keys-off]")
        page.keyboard.press("Escape")
        page.keyboard.press("g")
        page.keyboard.press("d")
        assert page.url.endswith("/cases/")


def test_outcomes_follow_when_every_hit_is_false_and_go_back_when_not(browser, live_server):
    hit = a_hit(a_case(a_supplier(dealings=["buy", "sell"])))
    with a_page(browser, live_server, an_officer_at_the_desk()) as (page, _):
        page.goto(hit.case.get_absolute_url())
        page.check(f"input[name=finding_{hit.pk}][value=false_positive]")
        cleared = (page.input_value("#id_outcome_buy"), page.input_value("#id_outcome_sell"))
        page.check(f"input[name=finding_{hit.pk}][value=true_match]")
        held = (page.input_value("#id_outcome_buy"), page.input_value("#id_outcome_sell"))

    assert cleared == ("proceed", "proceed")
    assert held == ("conditions", "licence")


def test_a_case_is_decided_by_two_people_without_any_script(browser, live_server):
    hit = a_hit(a_case(a_supplier(dealings=["buy"])))
    address = hit.case.get_absolute_url()
    with a_page(browser, live_server, an_officer_at_the_desk(), script=False) as (page, _):
        page.goto(address)
        page.check(f"input[name=finding_{hit.pk}][value=true_match]")
        page.fill("#id_reason", "Name and address agree.")
        page.click("button:has-text('Propose')")
        assert page.is_disabled("button:has-text('Approve')")
    with a_page(browser, live_server, an_approver_at_the_desk(), script=False) as (page, _):
        page.goto(address)
        page.click("button:has-text('Approve')")

    assert SupplierCase.objects.get().is_closed


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_admin_breaks_no_serious_rule_and_keeps_the_policy(browser, live_server, scheme: str):
    hit = a_hit(a_case(a_supplier("Huawei Marine International Ltd")))
    person = an_officer_at_the_desk()
    person.is_staff = person.is_superuser = True
    person.save()
    addresses = [
        reverse("admin:index"),
        reverse("admin:cases_suppliercase_changelist"),
        reverse("admin:cases_suppliercase_change", args=[hit.case_id]),
        reverse("admin:cases_supplier_add"),
        reverse("admin:sanctions_listedentity_changelist"),
        reverse("admin:sanctions_listedentity_add"),
        reverse("admin:sanctions_auditevent_changelist"),
    ]
    serious, broken = {}, {}
    with a_page(browser, live_server, person, scheme=scheme) as (page, faults):
        for address in addresses:
            page.goto(address)
            page.wait_for_load_state("networkidle")
            if faults:
                broken[address] = list(faults)
            found = axe.Axe().run(page).response["violations"]
            faults.clear()  # axe itself puts styles into a page with a calendar, and the policy refuses them
            worst = [each for each in found if each["impact"] in ("serious", "critical") and each["id"] != DJANGOS_OWN]
            if worst:
                serious[address] = [(each["id"], [node["html"] for node in each["nodes"]][:2]) for each in worst]

    assert serious == {}
    assert broken == {}

"""Every address of Cordon."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from cases.views import case, desk, health, lists, metrics, policy, queue, runs, suppliers, versions
from sanctions.views import accounts, screen

case_steps: list[URLPattern | URLResolver] = [
    path("", case.show, name="case"),
    path("claim/", case.claim, name="case-claim"),
    path("unassign/", case.unassign, name="case-unassign"),
    path("assign/", case.assign, name="case-assign"),
    path("comment/", case.comment, name="case-comment"),
    path("ask/", case.ask, name="case-ask"),
    path("resume/", case.resume, name="case-resume"),
    path("propose/", case.propose, name="case-propose"),
    path("follow-up/", case.follow_up, name="case-follow-up"),
    path("decisions/<int:decision_id>/withdraw/", case.withdraw, name="decision-withdraw"),
    path("decisions/<int:decision_id>/approve/", case.approve, name="decision-approve"),
    path("decisions/<int:decision_id>/send-back/", case.send_back, name="decision-send-back"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk.desk, name="desk"),
    path("cases/", queue.queue, name="queue"),
    path("cases/claim-next/", queue.claim_next, name="claim-next"),
    path("cases/<str:reference>/", include(case_steps)),
    path("suppliers/", suppliers.suppliers, name="suppliers"),
    path("suppliers/<int:pk>/", suppliers.supplier, name="supplier"),
    path("lists/", lists.lists, name="lists"),
    path("lists/entities/", lists.entities, name="entities"),
    path("lists/<str:code>/versions/<int:number>/", versions.version, name="version"),
    path("lists/<str:code>/versions/<int:number>/release/", versions.release, name="version-release"),
    path("lists/<str:code>/versions/<int:number>/reject/", versions.reject, name="version-reject"),
    path("lists/<str:code>/versions/<int:number>/feed/", versions.feed, name="version-feed"),
    path("lists/<str:code>/entities/<str:uid>/", lists.entity, name="entity"),
    path("screen/", screen.screen, name="screen"),
    path("runs/", runs.runs, name="runs"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("policy/", policy.policies_page, name="policy"),
    path("policy/propose/", policy.propose, name="policy-propose"),
    path("policy/<int:version>/", policy.policy_page, name="policy-version"),
    path("policy/<int:version>/measure/", policy.measure, name="policy-measure"),
    path("policy/<int:version>/stop/", policy.stop, name="policy-stop"),
    path("policy/<int:version>/withdraw/", policy.withdraw, name="policy-withdraw"),
    path("policy/<int:version>/activate/", policy.activate, name="policy-activate"),
    path("accounts/login/", accounts.LogIn.as_view(), name="login"),
    path("accounts/logout/", accounts.LogOut.as_view(), name="logout"),
    # One door for everybody: the admin's own would let people in and out without a line in the trail.
    path("admin/login/", accounts.admin_door),
    path("admin/logout/", accounts.LogOut.as_view()),
    path("admin/", admin.site.urls),
    path("api/", include("config.api")),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", metrics.metrics),
]

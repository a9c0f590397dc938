"""The companies of ours that deal with suppliers: entered and edited here, with a line in the trail."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from cases.models import ActingEntity
from sanctions import audit
from sanctions.audit import Actor, Verb


@transaction.atomic
def save(company: ActingEntity, *, by: User) -> ActingEntity:
    """Store a company of ours as it was typed."""
    verb = Verb.COMPANY_EDITED if company.pk else Verb.COMPANY_ENTERED
    company.save()
    detail = {
        "code": company.code,
        "name": company.name,
        "jurisdiction": company.jurisdiction,
        "is_us_person": company.is_us_person,
        "is_dod_contractor": company.is_dod_contractor,
    }
    audit.record(verb, actor=Actor.of(by), obj=company, detail=detail)
    return company

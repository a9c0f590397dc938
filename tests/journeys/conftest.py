"""Who sits at the desk."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import a_person
from tests.journeys.at_the_desk import READS, logged_in


@pytest.fixture
def reader(db: None) -> Client:
    """Somebody who may see every page and decide nothing."""
    return logged_in(a_person("reader", permissions=READS))

"""The lists' side of Cordon."""

from django.apps import AppConfig


class SanctionsConfig(AppConfig):
    name = "sanctions"
    verbose_name = "Lists"
    default_auto_field = "django.db.models.BigAutoField"

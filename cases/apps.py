"""The company's side of Cordon."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Suppliers and cases"
    default_auto_field = "django.db.models.BigAutoField"

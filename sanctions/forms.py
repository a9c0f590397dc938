"""What people type about lists: a question about one name, and entries of the house's own list."""

from __future__ import annotations

from typing import Any

from django import forms

from sanctions.countries import country_code
from sanctions.matching.text import is_blank
from sanctions.records import (
    Address,
    DesignationRecord,
    Identifier,
    Kind,
    LicencePolicy,
    ListedRecord,
    Measure,
    Name,
    NameKind,
    Strength,
    Subject,
)
from sanctions.words import KINDS, LICENCE_POLICIES, MEASURES

KIND_CHOICES = [("", "Not known"), *((kind.value, words) for kind, words in KINDS.items() if kind is not Kind.UNKNOWN)]


class ScreenForm(forms.Form):
    """One question. Nothing of it is stored."""

    name = forms.CharField(max_length=500, label="Name", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    country = forms.CharField(max_length=60, required=False, label="Country", help_text="Code or English name.")
    kind = forms.ChoiceField(choices=KIND_CHOICES, required=False, label="Kind")
    identifier = forms.CharField(
        max_length=360, required=False, label="Identifier", help_text="scheme:value, such as uscc:91310000MA1K4XXXXX"
    )
    address = forms.CharField(max_length=1000, required=False, label="Address")

    def clean_name(self) -> str:
        """A name of which something is left to compare."""
        text: str = self.cleaned_data["name"]
        if is_blank(text):
            raise forms.ValidationError("No letter or digit of this name is left to compare.")
        return text

    def clean_country(self) -> str:
        """An ISO code, or nothing."""
        text: str = self.cleaned_data["country"].strip()
        code = country_code(text) if text else ""
        if text and not code:
            raise forms.ValidationError(f"“{text}” is no country we know: use its two-letter code.")
        return code or ""

    def clean_identifier(self) -> str:
        """A scheme and a value with a colon between them, or nothing."""
        text: str = self.cleaned_data["identifier"].strip()
        scheme, colon, value = text.partition(":")
        if text and not (colon and scheme.strip() and value.strip()):
            raise forms.ValidationError("Write scheme:value, such as imo:9187629.")
        return text

    @property
    def subject(self) -> Subject:
        """The party asked about."""
        data = self.cleaned_data
        scheme, _, value = data["identifier"].partition(":")
        return Subject(
            names=(data["name"],),
            kind=Kind(data["kind"] or Kind.UNKNOWN),
            countries=(data["country"],) if data["country"] else (),
            addresses=(data["address"],) if data["address"] else (),
            identifiers=(Identifier(scheme.strip(), value.strip()),) if value else (),
        )


class WordsForm(forms.Form):
    """A text people read later: a remark, a question, a reason."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, label: str = "Words", prefix: str | None = None) -> None:
        super().__init__(data, prefix=prefix)
        self.fields["text"].label = label


class DayField(forms.DateField):
    """A day written one way only: 12/11/2021 is two different days on two desks."""

    def __init__(self, *, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            help_text="Year-month-day, such as 2021-12-17.",
            error_messages={"invalid": "Write year-month-day, such as 2021-12-17."},
        )


class ActFields(forms.Form):
    """One designation as it is typed: the act, its days and what it says of licences."""

    measure = forms.ChoiceField(choices=list(MEASURES.items()), initial=Measure.HOUSE.value)
    programme = forms.CharField(max_length=300, required=False)
    citations = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="One per line, such as 86 FR 71557."
    )
    listed_on = DayField(label="Listed on")
    effective_on = DayField(label="In force from")
    ended_on = DayField(label="Ended on")
    divest_by = DayField(label="Divest by")
    licence_requirement = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    licence_policy = forms.CharField(required=False, label="Review policy in words")
    licence_policy_class = forms.ChoiceField(
        choices=list(LICENCE_POLICIES.items()), initial=LicencePolicy.NOT_STATED.value, label="Review policy"
    )
    source_url = forms.URLField(required=False, max_length=400, label="Where it can be read", assume_scheme="https")

    def check_days(self) -> None:
        """An act ends no earlier than it takes effect."""
        begun, ended = (self.cleaned_data.get(day) for day in ("effective_on", "ended_on"))
        if begun and ended and ended < begun:
            self.add_error("ended_on", "It cannot end before it takes effect.")

    @property
    def act(self) -> DesignationRecord:
        """The designation as typed."""
        data = self.cleaned_data
        return DesignationRecord(
            measure=Measure(data["measure"]),
            programme=data["programme"],
            citations=lines(data["citations"]),
            listed_on=data["listed_on"],
            effective_on=data["effective_on"],
            ended_on=data["ended_on"],
            divest_by=data["divest_by"],
            licence_requirement=data["licence_requirement"],
            licence_policy=data["licence_policy"],
            licence_policy_class=LicencePolicy(data["licence_policy_class"]),
            source_url=data["source_url"],
        )


class EntityFields(forms.Form):
    """One entry of the house's own list as it is typed."""

    name = forms.CharField(max_length=500, label="Primary name")
    kind = forms.ChoiceField(choices=list(KINDS.items()), initial=Kind.COMPANY.value)
    aliases = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One per line with its kind: aka, fka, nka or dba, then a colon. “weak aka:” for a weak alias.",
    )
    parent = forms.CharField(max_length=500, required=False)
    countries = forms.CharField(required=False, help_text="Codes or English names, separated by commas.")
    addresses = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="One per line.")
    identifiers = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="One per line, scheme:value."
    )
    birth_dates = forms.CharField(required=False, help_text="Of a person, as known: 1973-03-25, 1965, circa 1958.")
    remarks = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_aliases(self) -> tuple[Name, ...]:
        """The aliases with their kinds."""
        return tuple(map(_alias, lines(self.cleaned_data["aliases"])))

    def clean_countries(self) -> tuple[str, ...]:
        """ISO codes."""
        given = [text.strip() for text in self.cleaned_data["countries"].split(",") if text.strip()]
        unknown = [text for text in given if not country_code(text)]
        if unknown:
            raise forms.ValidationError(f"No country we know: {', '.join(unknown)}.")
        return tuple(dict.fromkeys(country_code(text) for text in given))

    def clean_identifiers(self) -> tuple[Identifier, ...]:
        """Numbers under their schemes."""
        return tuple(map(_number, lines(self.cleaned_data["identifiers"])))

    def record(self, acts: tuple[DesignationRecord, ...]) -> ListedRecord:
        """The entry as typed, with its designations."""
        data = self.cleaned_data
        return ListedRecord(
            list="house",
            native_id="",
            kind=Kind(data["kind"]),
            names=(Name(data["name"]), *data["aliases"]),
            parent=data["parent"],
            countries=data["countries"],
            addresses=tuple(Address(text=line) for line in lines(data["addresses"])),
            identifiers=data["identifiers"],
            designations=acts,
            birth_dates=tuple(part.strip() for part in data["birth_dates"].split(",") if part.strip()),
            remarks=data["remarks"],
        )


def entity_initial(record: ListedRecord) -> dict[str, Any]:
    """What the entity form starts from when an entry is edited."""
    return {
        "name": record.primary_name,
        "kind": record.kind.value,
        "aliases": "\n".join(_alias_line(name) for name in record.names[1:]),
        "parent": record.parent,
        "countries": ", ".join(record.countries),
        "addresses": "\n".join(address.text for address in record.addresses),
        "identifiers": "\n".join(f"{number.scheme}:{number.value}" for number in record.identifiers),
        "birth_dates": ", ".join(record.birth_dates),
        "remarks": record.remarks,
    }


def act_initial(act: DesignationRecord) -> dict[str, Any]:
    """What the designation form starts from when an act is edited."""
    plain = {name: getattr(act, name) for name in ActFields.base_fields if name != "citations"}
    return {**plain, "citations": "\n".join(act.citations)}


def lines(text: str) -> tuple[str, ...]:
    """The lines that hold something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _alias(line: str) -> Name:
    head, _, text = line.partition(":")
    words = head.casefold().split()
    strength = Strength.WEAK if words[:1] == ["weak"] else Strength.STRONG
    kinds = [kind.value for kind in NameKind if kind is not NameKind.PRIMARY]
    if not text.strip() or words not in [*([kind] for kind in kinds), *(["weak", kind] for kind in kinds)]:
        raise forms.ValidationError(
            f"“{line}”: begin with {', '.join(kinds)} and a colon, such as “fka: Old Name Ltd”."
        )
    return Name(text.strip(), NameKind(words[-1]), strength)


def _alias_line(name: Name) -> str:
    weak = "weak " if name.strength is Strength.WEAK else ""
    return f"{weak}{name.kind.value}: {name.text}"


def _number(line: str) -> Identifier:
    scheme, colon, value = line.partition(":")
    if not (colon and scheme.strip() and value.strip()):
        raise forms.ValidationError(f"“{line}”: write scheme:value, such as uscc:91310000MA1K4XXXXX.")
    return Identifier(scheme.strip(), value.strip())

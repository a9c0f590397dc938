"""Tags of the visual language: {% icon %} {% effect %} {% dealings %} {% list_code %} {% state %} {% score %}."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sanctions.effects import Dealing, DealingEffect, Effect
from sanctions.matching.policy import Band
from sanctions.models import RestrictedList
from sanctions.words import BANDS, DEALINGS, EFFECTS, Badge

register = template.Library()

BAR = 52  # width of the score's bar in its own units

# The language a screen reader should switch to, by script: enough to be read aloud, no guess at the speaker.
SCRIPTS = (
    ("ja", re.compile(r"[぀-ヿ]")),
    ("ko", re.compile(r"[ᄀ-ᇿ가-힯]")),
    ("zh", re.compile(r"[㐀-䶿一-鿿豈-﫿]")),
    ("ar", re.compile(r"[؀-ۿݐ-ݿ]")),
    ("he", re.compile(r"[֐-׿]")),
    ("ka", re.compile(r"[Ⴀ-ჿ]")),
    ("el", re.compile(r"[Ͱ-Ͽ]")),
    ("ru", re.compile(r"[Ѐ-ӿ]")),
)


@register.simple_tag
def icon(name: str) -> SafeString:
    """One glyph of the sprite; its meaning always stands beside it in words."""
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>', static("icons.svg"), name)


@register.simple_tag
def state(badge: Badge, words: str = "") -> SafeString:
    """A state: glyph and words, no box. Other words may stand in where they say more than the badge's own."""
    return format_html('<span class="st {}">{}{}</span>', badge.tone, icon(badge.icon), words or badge.words)


@register.simple_tag
def effect(answer: DealingEffect, named: bool = False) -> SafeString:
    """A filled chip. `named` puts the dealing before it, for places where no heading does."""
    badge = EFFECTS[answer.effect]
    words = f"{DEALINGS[answer.dealing].words}: {badge.brief.lower()}" if named else badge.words
    if answer.pending and answer.from_day:
        words = f"{words} from {day(answer.from_day)}"
    return format_html('<span class="ef {}">{}{}</span>', badge.tone, icon(badge.icon), words)


@register.simple_tag
def dealings(answers: Sequence[DealingEffect], used: Collection[str] | None = None) -> SafeString:
    """The dealing line: seven places in a fixed order, those in use filled; without a supplier none is set apart."""
    by_dealing = {answer.dealing: answer for answer in answers}
    places = format_html_join("", "{}", ((_place(dealing, by_dealing.get(dealing), used),) for dealing in Dealing))
    return format_html('<ul class="dl">{}</ul>', places)


@register.simple_tag
def dealing_heads() -> SafeString:
    """The column heads of a dealing line."""
    short = format_html_join("", "<span>{}</span>", ((DEALINGS[dealing].brief,) for dealing in Dealing))
    return format_html(
        '<span class="dlh" aria-hidden="true">{}</span><span class="sr">Effect on each dealing</span>', short
    )


@register.simple_tag
def list_code(restricted: RestrictedList) -> SafeString:
    """The outlined code of a list."""
    return format_html('<span class="tag">{}</span>', restricted.short_title)


@register.simple_tag
def score(value: float, band: str, threshold: float) -> SafeString:
    """Number, word and bar with the review threshold through it."""
    return format_html(
        '<span class="band"><svg viewBox="0 0 {width} 12" aria-hidden="true"><path class="rule" d="M0 6h{width}"/>'
        '<path class="bar" d="M0 6h{length}"/><path class="at" d="M{at} 0v12"/></svg>'
        '<b>{value}</b> <span class="muted">{word}<span class="sr">, review from {threshold}</span></span></span>',
        width=BAR,
        length=f"{BAR * value:.1f}",
        at=f"{BAR * threshold:.1f}",
        value=f"{value:.2f}",
        word=BANDS[Band(band)],
        threshold=f"{threshold:.2f}",
    )


@register.filter
def name(text: str) -> SafeString:
    """A name as written; in another script it stands apart and says its language."""
    for language, letters in SCRIPTS:
        if letters.search(text):
            return format_html('<bdi lang="{}">{}</bdi>', language, text)
    return format_html("{}", text)


@register.filter
def day(value: date | None) -> str:
    """16 Dec 2021, or a dash."""
    return f"{value.day} {value:%b %Y}" if value else "–"


@register.filter
def moment(value: datetime | None) -> str:
    """16 Dec 2021 08:05 UTC, or a dash."""
    return f"{day(value)} {value:%H:%M} UTC" if value else "–"


@register.filter
def words(key: str) -> str:
    """A field's or pass's name as people read it: "licence_policy" is "Licence policy"."""
    return key.replace("_", " ").replace("-", " ").capitalize()


@register.filter
def signed(points: float) -> str:
    """+0.52 or −0.04, with a true minus."""
    return f"{'−' if points < 0 else '+'}{abs(points):.2f}"


def _place(dealing: Dealing, answer: DealingEffect | None, used: Collection[str] | None) -> SafeString:
    badge = EFFECTS[answer.effect if answer else Effect.NONE]
    is_used = used is None or dealing.value in used
    words = f"{DEALINGS[dealing].words}: {badge.brief.lower()}" if answer else f"{DEALINGS[dealing].words}: no listing"
    if answer and answer.pending and answer.from_day:
        words += f" from {day(answer.from_day)}"
    if used is not None:
        words += ", in use" if is_used else ", not in use"
    return format_html(
        '<li class="{tone}{use}" title="{words}">{icon}<span class="sr">{words}. </span></li>',
        tone=badge.tone,
        use=" use" if is_used else "",
        words=words,
        icon=icon(badge.icon),
    )


@register.simple_tag
def marked(text: str, mark: str) -> SafeString:
    """A word with the part of it that differs drawn out."""
    before, _, after = text.partition(mark)
    return format_html("{}<mark>{}</mark>{}", before, mark, after)

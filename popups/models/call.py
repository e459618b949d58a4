"""Calls for applications: what is asked for, of whom, until when, and by what it will be judged."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from popups.choices import CallState, Goods, PaperKind
from popups.kinds import ApplicantKind

PERSON = settings.AUTH_USER_MODEL


def in_language(texts: dict[str, Any], language: str = "") -> Any:
    """What `texts` (by code of language) says in the reader's language, else in the town's, else in any that is filled."""
    for code in (language or translation.get_language() or "", settings.LANGUAGE_CODE, *texts):
        if texts.get(code):
            return texts[code]
    return ""


class Words(str):
    """Of another language than the reader's: a page says so on the element around them (conditional_escape asks for __html__)."""

    lang: str

    def __new__(cls, text: str, lang: str) -> "Words":
        words = super().__new__(cls, text)
        words.lang = lang
        return words

    def __html__(self) -> str:
        return format_html('<span lang="{}">{}</span>', self.lang, str(self))


def said_in(texts: dict[str, Any], key: str = "") -> str:
    """As in_language; key: of the words among those of one language. Words of another language know which one it is."""
    reader = translation.get_language() or ""
    for code in (reader, settings.LANGUAGE_CODE, *texts):
        words = (texts.get(code) or {}).get(key, "") if key else texts.get(code, "")
        if words:
            return words if code == reader else Words(words, code)
    return ""


class CallQuerySet(models.QuerySet["Call"]):
    def released(self) -> "CallQuerySet":
        """What the public may see."""
        return self.filter(released_at__isnull=False)

    def taking_applications(self, now: datetime) -> "CallQuerySet":
        return self.released().filter(opens_at__lte=now, closes_at__gt=now)

    def announced(self, now: datetime) -> "CallQuerySet":
        return self.released().filter(opens_at__gt=now)

    def closed(self, now: datetime) -> "CallQuerySet":
        return self.released().filter(closes_at__lte=now)


class Call(models.Model):
    """A call for applications. Its state is computed from its dates and the moments of deciding and telling.

    `stays_start` and `stays_end` bound the tenancies, half-open like every period: `stays_end` is the first day after.
    `commercial_until` is the last day on which businesses have priority; associations are considered after it.
    """

    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    opens_at = models.DateTimeField(_("applications from"), null=True, blank=True)
    closes_at = models.DateTimeField(_("applications until"), null=True, blank=True)
    stays_start = models.DateField(_("first day of the stays"), null=True, blank=True)
    stays_end = models.DateField(_("first day after the stays"), null=True, blank=True)
    shortest_days = models.PositiveSmallIntegerField(_("shortest stay, days"), null=True, blank=True,
                                                     validators=[MinValueValidator(1), MaxValueValidator(731)])
    longest_days = models.PositiveSmallIntegerField(_("longest stay, days"), null=True, blank=True,
                                                    validators=[MinValueValidator(1), MaxValueValidator(731)])
    kinds = models.JSONField(_("who may apply"), default=list, blank=True)  # of ApplicantKind; empty: everybody
    activities = models.JSONField(_("what for"), default=list, blank=True)  # of Activity; empty: anything
    units = models.ManyToManyField("vacancies.Unit", related_name="+", blank=True, verbose_name=_("units"))
    areas = models.ManyToManyField("vacancies.Area", related_name="+", blank=True, verbose_name=_("parts of town"))
    results_on = models.DateField(_("results are told on"), null=True, blank=True)  # planned; empty: within ANSWER_DAYS
    commercial_until = models.DateField(_("businesses first, until"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(_("number of places"), null=True, blank=True)
    is_blind = models.BooleanField(_("reviewers do not see who applies"), default=False)
    reviews_wanted = models.PositiveSmallIntegerField(_("reviews of each application"), default=2)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", editable=False)
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies",
                                    editable=False)
    released_at = models.DateTimeField(null=True, blank=True, editable=False)
    released_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
                                    editable=False)
    decision_number = models.CharField(_("number of the decision"), max_length=60, blank=True)
    meeting_notes = models.TextField(_("notes of the meeting"), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
                                   editable=False)
    results_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    results_sent_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
                                        editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-closes_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__isnull=True) | Q(opens_at__isnull=True)
                                   | Q(closes_at__gt=F("opens_at")), name="call_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(stays_end__isnull=True) | Q(stays_start__isnull=True)
                                   | Q(stays_end__gt=F("stays_start")), name="call_stays_end_after_start"),
            *(models.CheckConstraint(
                condition=Q(**{f"{what}_at__isnull": True, f"{what}_by__isnull": True})
                | Q(**{f"{what}_at__isnull": False, f"{what}_by__isnull": False}), name=f"call_{what}_when_and_by")
              for what in ("released", "decided", "results_sent")),
            models.CheckConstraint(condition=Q(released_at__isnull=True)
                                   | Q(opens_at__isnull=False, closes_at__isnull=False), name="call_released_has_days"),
            models.CheckConstraint(condition=Q(results_sent_at__isnull=True) | Q(decided_at__isnull=False),
                                   name="call_told_after_it_was_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    def state_at(self, now: datetime) -> CallState:
        if self.results_sent_at:
            return CallState.SENT
        if self.decided_at:
            return CallState.DECIDED
        if self.released_at is None or self.opens_at is None or self.closes_at is None:
            return CallState.DRAFT
        if now < self.opens_at:
            return CallState.ANNOUNCED
        return CallState.OPEN if now < self.closes_at else CallState.CLOSED

    @property
    def state(self) -> CallState:
        """As it is now, by the clock."""
        return self.state_at(timezone.now())

    @property
    def text(self) -> "CallText | None":
        """In the reader's language, else in the town's, else in any. Costs no query where `texts` is prefetched."""
        return in_language({text.language: text for text in self.texts.all()}) or None

    @property
    def title(self) -> str:
        """As text, but another language's where this one has only other words."""
        return in_language({text.language: text.title for text in self.texts.all()})

    @property
    def last_apply_day(self) -> date | None:
        """What ends at midnight ends with the day before."""
        return timezone.localdate(self.closes_at - timedelta(microseconds=1)) if self.closes_at else None

    @property
    def last_stay_day(self) -> date | None:
        return self.stays_end - timedelta(days=1) if self.stays_end else None


class CallText(models.Model):
    """What a call says in one language."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    purpose = models.TextField(_("what it is for"), blank=True)
    support = models.TextField(_("what the town offers"), blank=True)

    class Meta:
        verbose_name = _("text of a call")
        verbose_name_plural = _("texts of calls")
        ordering = ["call", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "language"], name="call_text_once_a_language")]

    def __str__(self) -> str:
        return self.title


class CallQuestion(models.Model):
    """A question that only this call asks.

    texts: {"lv": {"label": …, "help": …}, …}. choices: [{"code": …, "texts": {"lv": …}}, …], for widget "choice".
    only_kinds: ApplicantKind values, empty for all. only_if: {"code": of an earlier question, "value": its answer}.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="questions")
    code = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(default=1)
    texts = models.JSONField(default=dict)
    widget = models.CharField(_("how it is answered"), max_length=20, default="text")
    choices = models.JSONField(default=list, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)
    only_kinds = models.JSONField(default=list, blank=True)
    only_if = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("question of a call")
        verbose_name_plural = _("questions of calls")
        ordering = ["call", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "code"], name="call_question_once_a_code")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return said_in(self.texts, "label")

    @property
    def help_text(self) -> str:
        return said_in(self.texts, "help")


class CallPaper(models.Model):
    """A paper that a call asks for, of one kind of applicant or of everybody who deals in certain goods."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="asked_papers")
    paper = models.CharField(_("paper"), max_length=20, choices=PaperKind)
    kind = models.CharField(_("of whom"), max_length=20, choices=ApplicantKind, blank=True)  # empty: every kind
    goods = models.CharField(_("who deals in"), max_length=20, choices=Goods, blank=True)  # empty: whatever they deal in
    is_required = models.BooleanField(_("must be there to send"), default=False)

    class Meta:
        verbose_name = _("paper asked for")
        verbose_name_plural = _("papers asked for")
        ordering = ["call", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "paper", "kind", "goods"], name="call_paper_once")]

    def __str__(self) -> str:
        return self.get_paper_display()


class Criterion(models.Model):
    """What reviewers score: points from `lowest` to `highest`, each of them perhaps said in words.

    texts: {"lv": {"name": …, "help": …}, …}. anchors: {"1": {"lv": …}, "5": {"lv": …}}. weight: whole number, 1 to 10.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(default=1)
    texts = models.JSONField(default=dict)
    anchors = models.JSONField(default=dict, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1,
                                              validators=[MinValueValidator(1), MaxValueValidator(10)])
    lowest = models.PositiveSmallIntegerField(_("lowest points"), default=1)
    highest = models.PositiveSmallIntegerField(_("highest points"), default=5)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["call", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(highest__gt=F("lowest"), highest__lte=100), name="criterion_scale_rises"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=10), name="criterion_weight_of_one_to_ten"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return said_in(self.texts, "name")

    @property
    def help_text(self) -> str:
        return said_in(self.texts, "help")

    @property
    def points(self) -> list[tuple[int, str]]:
        """Every point of the scale with its words in the reader's language, where it has some."""
        return [(point, said_in(self.anchors.get(str(point), {}))) for point in range(self.lowest, self.highest + 1)]


class CallChange(models.Model):
    """What was changed after the call had opened, told to everybody who applied.

    changes: [{"what": code of the field, "before": …, "after": …}, …] as plain words or ISO days.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField()
    note = models.TextField(_("why"), blank=True)

    class Meta:
        verbose_name = _("change of a call")
        verbose_name_plural = _("changes of calls")
        ordering = ["call", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.call_id} {self.at:%Y-%m-%d}"

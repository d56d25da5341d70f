"""
Alarms, letters of authority and reports of danger, with whom the duty officer calls and how phones look.

Nothing here is read by results, findings, publishing or a body's portal (`.importlinter`): what protects a shopper may
not become what betrays her. Words that somebody wrote stand here and never in the journal.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from basira.core.kernel.cover import LOCK_MINUTES, Accent, Sign
from basira.core.kernel.duty import DangerKind, Since, Told, Way
from basira.core.kernel.lifecycles import AlarmState, DangerState, LetterState
from basira.core.kernel.refs import new_ref


def together(name: str, at: str, by: str) -> models.CheckConstraint:
    """Say that a moment and its author are both known, or neither."""
    none = Q(**{at: None, by: None})
    both = Q(**{f"{at}__isnull": False, f"{by}__isnull": False})
    return models.CheckConstraint(name=name, condition=none | both)


class DutyDesk(models.Model):
    """How the duty officer is reached: numbers to call, and hours in words. There is at most one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    phones = ArrayField(models.CharField(max_length=40), default=list)
    hours_ar = models.CharField(max_length=200, blank=True)
    hours_en = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="duty_desk_is_one", condition=Q(id=1)),
            models.CheckConstraint(name="duty_desk_has_a_phone", condition=Q(phones__len__gte=1)),
        ]


class EmergencyContact(models.Model):
    """Whom to call at a body about danger to life, by function and never by a person's name; no body: the top."""

    entity = models.ForeignKey("registry.Entity", models.PROTECT, related_name="+", null=True)
    function_ar = models.CharField(max_length=200)
    function_en = models.CharField(max_length=200)
    phone = models.CharField(max_length=40)
    mail = models.EmailField(blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity"], name="emergency_contact_one_a_body", nulls_distinct=False),
            models.CheckConstraint(name="emergency_contact_has_a_phone", condition=~Q(phone="")),
        ]


class PhoneCover(models.Model):
    """The look of the notes, the same on every phone, where the programme chose another than the first. At most one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name_ar = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    list_ar = models.CharField(max_length=40)
    list_en = models.CharField(max_length=40)
    sign = models.CharField(max_length=16, choices=[(each, each) for each in Sign])
    accent = models.CharField(max_length=16, choices=[(each, each) for each in Accent])
    lock_minutes = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="phone_cover_is_one", condition=Q(id=1)),
            models.CheckConstraint(
                name="phone_cover_is_named", condition=~Q(name_ar="") & ~Q(name_en="") & ~Q(list_ar="") & ~Q(list_en="")
            ),
            models.CheckConstraint(
                name="phone_cover_sign_is_known", condition=Q(sign__in=[str(each) for each in Sign])
            ),
            models.CheckConstraint(
                name="phone_cover_accent_is_known", condition=Q(accent__in=[str(each) for each in Accent])
            ),
            models.CheckConstraint(name="phone_cover_locks", condition=Q(lock_minutes__in=LOCK_MINUTES)),
        ]


class Alarm(models.Model):
    """
    A shopper's one gesture: her cover is blown, or she is under duress. `mission` is null until somebody knows which.

    `client_id` was made on the phone, which may have been offline: the same one again is the same alarm. `minutes_before`
    is how long before it arrived she raised it, by the phone's own count.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    client_id = models.CharField(max_length=64)
    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    mission = models.ForeignKey("waves.Mission", models.PROTECT, related_name="+", null=True)
    minutes_before = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=16, choices=[(s, s) for s in AlarmState])
    raised_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=64, null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "raised_at"], name="alarm_by_state_and_time")]
        constraints = [
            models.UniqueConstraint(fields=["cycle_number", "client_id"], name="alarm_once_a_gesture"),
            together("alarm_seen_at_and_by_together", "seen_at", "seen_by"),
            together("alarm_closed_at_and_by_together", "closed_at", "closed_by"),
            models.CheckConstraint(
                name="alarm_state_tells_what_was_done",
                condition=Q(state=AlarmState.RAISED, seen_at=None, closed_at=None)
                | Q(state=AlarmState.SEEN, seen_at__isnull=False, closed_at=None)
                | Q(state=AlarmState.CLOSED, seen_at__isnull=False, closed_at__isnull=False),
            ),
        ]


class AlarmNote(models.Model):
    """What the duty officer did about an alarm, in words; never changed."""

    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="notes")
    words = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(name="alarm_note_has_words", condition=~Q(words=""))]


class Letter(models.Model):
    """
    A letter of authority for one mission. Its token is made when it is shown; only digests stand here.

    `token_digest` is of the 130 bits behind "#" in the link, `code_digest` (keyed) of the ten letters that a guard types.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    mission = models.ForeignKey("waves.Mission", models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=[(s, s) for s in LetterState])
    token_digest = models.CharField(max_length=64, unique=True, null=True)
    code_digest = models.CharField(max_length=64, unique=True, null=True)
    prepared_at = models.DateTimeField()
    prepared_by = models.CharField(max_length=64)
    shown_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=64, null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=64, null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [
            together("letter_seen_at_and_by_together", "seen_at", "seen_by"),
            together("letter_confirmed_at_and_by_together", "confirmed_at", "confirmed_by"),
            together("letter_withdrawn_at_and_by_together", "withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                name="letter_shown_has_its_digests_and_its_end",
                condition=Q(shown_at=None, expires_at=None, token_digest=None, code_digest=None)
                | Q(
                    shown_at__isnull=False,
                    expires_at__isnull=False,
                    token_digest__isnull=False,
                    code_digest__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="letter_state_tells_what_was_done",
                condition=Q(state=LetterState.PREPARED, shown_at=None, confirmed_at=None, withdrawn_at=None)
                | Q(
                    state__in=[LetterState.SHOWN, LetterState.CHECKED],
                    shown_at__isnull=False,
                    confirmed_at=None,
                    withdrawn_at=None,
                )
                | Q(state=LetterState.CONFIRMED, shown_at__isnull=False, confirmed_at__isnull=False)
                | Q(state=LetterState.WITHDRAWN, withdrawn_at__isnull=False),
            ),
            # The next one is prepared when this one is spent.
            models.UniqueConstraint(
                fields=["mission"], condition=Q(state=LetterState.PREPARED), name="letter_prepared_once_a_mission"
            ),
        ]


class LetterCheck(models.Model):
    """
    One check on the public page; `letter` is null for what stands for nothing, so that both do the same work.

    `number` is what the guard reads to the duty officer, so that both speak of the same check.
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="checks", null=True)
    number = models.CharField(max_length=4)
    at = models.DateTimeField()


class Danger(models.Model):
    """
    A report of danger to life, as a shopper sent it. It is due within the hour (ruling 10).

    What she sent never changes. `content_sha256` tells a repetition from other words under the same `client_id`.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    client_id = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)
    cycle_number = models.ForeignKey("panel.CycleNumber", models.PROTECT, related_name="+")
    mission = models.ForeignKey("waves.Mission", models.PROTECT, related_name="+", null=True)
    centre = models.ForeignKey("registry.Centre", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=[(k, k) for k in DangerKind])
    since = models.CharField(max_length=16, choices=[(s, s) for s in Since])
    words = models.TextField(blank=True)
    photo_expected = models.BooleanField(default=False)
    reported_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=[(s, s) for s in DangerState])
    postponed_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="danger_by_state_and_time")]
        constraints = [
            models.UniqueConstraint(fields=["cycle_number", "client_id"], name="danger_once_a_report"),
            models.CheckConstraint(name="danger_due_after_report", condition=Q(due_at__gt=models.F("reported_at"))),
            models.CheckConstraint(
                name="danger_postponed_until_some_time",
                condition=Q(state=DangerState.POSTPONED, postponed_until__isnull=False)
                | ~Q(state=DangerState.POSTPONED) & Q(postponed_until=None),
            ),
        ]


class DangerPhoto(models.Model):
    """The photo of a report. The original stays sealed; the duty officer sees a picture re-made from its pixels."""

    danger = models.OneToOneField(Danger, models.PROTECT, related_name="photo")
    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    sealed_ref = models.CharField(max_length=64, unique=True)
    derivative_ref = models.CharField(max_length=64, blank=True)
    derivative_problem = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField()


class DangerDecision(models.Model):
    """What the duty officer decided, having seen the cost to cover as it then was; never changed."""

    danger = models.ForeignKey(Danger, models.PROTECT, related_name="decisions")
    to = models.CharField(max_length=16, choices=[(s, s) for s in DangerState])
    reason = models.TextField(blank=True)
    text_ar = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    visits_seen = models.PositiveIntegerField()
    shoppers_seen = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="danger_sent_with_words_else_with_a_reason",
                condition=Q(to=DangerState.SENT) & ~Q(text_ar="") & ~Q(text_en="")
                | Q(to__in=[DangerState.POSTPONED, DangerState.NOT_SENT]) & ~Q(reason=""),
            )
        ]


class Telling(models.Model):
    """Who was told of a danger, how, and when by the duty officer's word; once each for the body and the top."""

    danger = models.ForeignKey(Danger, models.PROTECT, related_name="tellings")
    whom = models.CharField(max_length=8, choices=[(t, t) for t in Told])
    function = models.CharField(max_length=200)
    way = models.CharField(max_length=16, choices=[(w, w) for w in Way])
    told_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["danger", "whom"], name="telling_once_each"),
            models.CheckConstraint(name="telling_names_a_function", condition=~Q(function="")),
            models.CheckConstraint(name="telling_not_before_it_was_done", condition=Q(told_at__lte=models.F("at"))),
        ]

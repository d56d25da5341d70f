"""
A workspace of one body with the programme, around one procedure. Nothing here is ever changed; what is newest counts.

Every table is a body's own (`entity_ref`, row-level security, `0001`). `side` and `post` say who wrote; a body's role in the
database writes as its own side alone.
"""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from basira.core.kernel.noting import MOST_REMARK
from basira.core.kernel.refs import new_ref
from basira.core.kernel.workspaces import Drawn, Side

MOST_WORDS = MOST_REMARK
MOST_STEP = 280
MOST_POST = 120
MOST_MINUTES = 32_000


def known(name: str, **codes: type[StrEnum]) -> models.CheckConstraint:
    """Return the constraint that each column holds one of its codes."""
    wanted = Q(**{f"{column}__in": [str(one) for one in kind] for column, kind in codes.items()})
    return models.CheckConstraint(name=name, condition=wanted)


class Workspace(models.Model):
    """A procedure that a body and the programme look at together; `finding` is what it is about, where it is about one."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    finding = models.OneToOneField("findings.Finding", models.PROTECT, related_name="+", null=True)
    title = models.CharField(max_length=200)
    side = models.CharField(max_length=10)
    post = models.CharField(max_length=16)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            known("workspace_side_is_known", side=Side),
            models.CheckConstraint(name="workspace_has_a_title", condition=~Q(title="") & ~Q(entity_ref="")),
        ]


class Drawing(models.Model):
    """The procedure as it is or as it could be, drawn whole; the newest of each kind counts, and the others stay."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    workspace = models.ForeignKey(Workspace, models.PROTECT, related_name="drawings")
    kind = models.CharField(max_length=8)
    place = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=10)
    post = models.CharField(max_length=16)
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "place"], name="drawing_once_a_place"),
            known("drawing_codes_are_known", kind=Drawn, side=Side),
        ]


class DrawnStep(models.Model):
    """One step: which post does what, in how many minutes (None: not known), which paper it asks for, and why."""

    entity_ref = models.CharField(max_length=26)
    drawing = models.ForeignKey(Drawing, models.PROTECT, related_name="steps")
    place = models.PositiveSmallIntegerField()
    who = models.CharField(max_length=MOST_POST)
    what = models.CharField(max_length=MOST_STEP)
    minutes = models.PositiveSmallIntegerField(null=True)
    paper = models.CharField(max_length=MOST_STEP, blank=True)
    why = models.CharField(max_length=MOST_STEP, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drawing", "place"], name="drawn_step_once_a_place"),
            models.CheckConstraint(name="drawn_step_says_who_and_what", condition=~Q(who="") & ~Q(what="")),
        ]


class Remark(models.Model):
    """What one side says to the other."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    workspace = models.ForeignKey(Workspace, models.PROTECT, related_name="remarks")
    words = models.CharField(max_length=MOST_WORDS)
    side = models.CharField(max_length=10)
    post = models.CharField(max_length=16)
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            known("remark_side_is_known", side=Side),
            models.CheckConstraint(name="remark_says_something", condition=~Q(words="")),
        ]


class Change(models.Model):
    """A change that one side proposes: what, by which post, until when; as a step of a plan would say it."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref)
    entity_ref = models.CharField(max_length=26)
    workspace = models.ForeignKey(Workspace, models.PROTECT, related_name="changes")
    what = models.CharField(max_length=MOST_STEP)
    who = models.CharField(max_length=MOST_POST)
    due_on = models.DateField()
    side = models.CharField(max_length=10)
    post = models.CharField(max_length=16)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            known("change_side_is_known", side=Side),
            models.CheckConstraint(name="change_says_what_and_who", condition=~Q(what="") & ~Q(who="")),
        ]


class Agreement(models.Model):
    """That the other side agrees to a change, once."""

    entity_ref = models.CharField(max_length=26)
    change = models.OneToOneField(Change, models.PROTECT, related_name="agreement")
    side = models.CharField(max_length=10)
    post = models.CharField(max_length=16)
    agreed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=64)

    class Meta:
        constraints = [known("agreement_side_is_known", side=Side)]

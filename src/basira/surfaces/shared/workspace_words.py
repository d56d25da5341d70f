"""A workspace in words: refusals, sides and posts, and the lines of its page; the same for the body and for the desk."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from basira.core.kernel.actor import Role
from basira.core.kernel.workspaces import Side
from basira.programme.workspace.queries import ChangeCard, DrawingCard, RemarkCard, WorkspacePage, Writer

WORKSPACE_WORDS = {
    "workspace.not-found": _("There is no such workspace. Go back to the list and look again."),
    "workspace.words-missing": _("Write a few words, at most %(limit)s letters."),
    "workspace.names-somebody": _(
        "Nothing was written: the words name a person or hold a person's number. Name a post or a unit instead."
    ),
    "workspace.words-too-narrow": _(
        "These words name a centre, a channel, a service or what was played, and only %(visits)s visits had that. "
        "Write them without it."
    ),
    "workspace.nothing-to-work-on": _(
        "There is no such finding or body to work on. Open the workspace from a finding."
    ),
    "workspace.already-open": _("This finding has a workspace already. Look for it in the list."),
    "workspace.steps-refused": _("Nothing was drawn. Write one to twelve steps, and correct what is marked at each."),
    "workspace.drawn-meanwhile": _("A colleague drew it anew a moment ago. Look at it again before you go on."),
    "workspace.change-unfit": _("Say what changes, which post does it, and until when: after today, within a year."),
    "workspace.change-not-found": _("There is no such change here. Look at the workspace again."),
    "workspace.own-change": _("Your side proposed this change, so the other side agrees to it."),
    "workspace.agreed-already": _("This change was agreed to already."),
    "workspace.nothing-agreed": _(
        "No change is agreed to yet, or this finding has no plan. Agree to a change first, and look among the plans."
    ),
}
SIDES: Final = {Side.BODY: _("The body"), Side.PROGRAMME: _("The programme")}
POSTS: Final = {
    Role.BODY_HEAD: _("head of the body"),
    Role.BODY_LIAISON: _("liaison"),
    Role.ANALYST: _("analyst"),
}
STEP_FAULTS: Final = {
    "who": _("Name the post that does it."),
    "person": _("Name a post or a unit, never a person."),
    "what": _("Say what is done."),
    "minutes": _("Minutes are a whole number, or stay empty."),
    "paper": _("Shorten this."),
    "why": _("Shorten this."),
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change, who proposed it, who agreed ("" before), and where this reader agrees to it ("" where she does not)."""

    card: ChangeCard
    proposed_by: str
    agreed_by: str
    agree_url: str


@dataclass(frozen=True, slots=True)
class WorkspaceLines:
    """A workspace as both sides read it."""

    page: WorkspacePage
    opened_by: str
    drawings: tuple[tuple[str, DrawingCard | None, str], ...]
    """Its title, the newest drawing, and who drew it."""
    remarks: tuple[tuple[RemarkCard, str], ...]
    changes: tuple[ChangeLine, ...]


def writer_words(writer: Writer) -> str:
    """Return a side and a post in words."""
    return f"{SIDES[writer.side]} · {POSTS[writer.post]}"


def workspace_lines(page: WorkspacePage, side: Side | None, agree_url: Callable[[ChangeCard], str]) -> WorkspaceLines:
    """Return a workspace in words; `side` is the reader's, None for one who only reads."""
    drawings = ((str(_("As it is")), page.as_is), (str(_("As it could be")), page.could_be))
    return WorkspaceLines(
        page=page,
        opened_by=writer_words(page.card.by),
        drawings=tuple((title, card, writer_words(card.by) if card else "") for title, card in drawings),
        remarks=tuple((one, writer_words(one.by)) for one in page.remarks),
        changes=tuple(
            ChangeLine(
                one,
                writer_words(one.by),
                writer_words(one.agreed_by) if one.agreed_by else "",
                agree_url(one) if side and one.agreed_by is None and one.by.side is not side else "",
            )
            for one in page.changes
        ),
    )

"""Words of routes into the panel: classes, providers, terms and gaps."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from basira.core.kernel.classes import ShopperClass
from basira.core.kernel.leaving import Leaving

ROUTE_WORDS = {
    "panel.class-does-not-fit": _(
        "An employee or an official is enrolled with the own unit named, and nobody else has one. Choose again."
    ),
    "panel.class-not-named": _(
        "The programme's blueprint names no such class of shoppers. Choose one that it names, or have it changed."
    ),
    "panel.judge-and-shopper": _(
        "Somebody with an account bears this name, and nobody is both judge and shopper. Choose another person. "
        "If it is a namesake, write the name with one more of its parts."
    ),
    "panel.provider-closed": _("Your company sends nobody at the moment. Ask the programme office."),
    "panel.sent-enough": _("Your company has sent as many people as it may in one day. Send the others tomorrow."),
    "panel.sent-again": _(
        "A company sent somebody whom the vault knows under another reference. Under this one nobody goes on: end it."
    ),
    "panel.provider-name-missing": _("Give the company's name in Arabic and in English."),
    "panel.interest-reason-missing": _("Say what interest the company has in this body."),
    "panel.providers-not-set-up": _(
        "This server has no database role for companies yet, so nothing can be shown. Whoever runs it starts it again once."
    ),
    "panel.term-in-the-past": _("A term ends today at the earliest. Choose a later day, or end the time now."),
    "panel.gap-out-of-range": _("A gap has 0 to %(most)s days. 0 asks for none."),
    "panel.not-two-shoppers": _("Name another number of the same cycle. Nobody is a companion of one's own."),
    "panel.person-not-sent": _(
        "The company sent nobody of this name and phone. Open the list again, and choose from it."
    ),
    "publishing.employees-not-ranked": _(
        "%(count)s accepted visits were made by employees of the measured body. Nothing that is ranked or published rests on them: "
        "report these visits inside the body."
    ),
    "mission.class": _(
        "%(number)s is of a class that is not sent on missions of this kind. Choose another shopper, or another kind."
    ),
}

CLASSES: Final = {
    ShopperClass.VOLUNTEER: _("Volunteer"),
    ShopperClass.OBSERVER: _("Field observer, for spot checks"),
    ShopperClass.CONTRACTED: _("Sent by a company"),
    ShopperClass.EMPLOYEE: _("Employee of the measured body"),
    ShopperClass.OFFICIAL: _("Official of the measured body, never at a counter"),
}

LEAVINGS: Final = {
    Leaving.WITHDREW: _("Withdrew"),
    Leaving.UNREACHABLE: _("Cannot be reached"),
    Leaving.MOVED_AWAY: _("Moved away"),
    Leaving.NO_LONGER_FIT: _("No longer meets the conditions"),
    Leaving.BROKE_THE_PLEDGE: _("Broke the pledge"),
}

"""What the demo's duty officer has: numbers to be called, a contact at the top, letters for the missions of the running cycle."""

from datetime import datetime

from basira.core.kernel.actor import OPERATOR
from basira.programme.safety.verbs import desk, letters
from basira.programme.safety.verbs.desk import Contact
from basira.programme.waves import queries as waves

PHONE = "+00 0 555 0100"
"""A number that nobody has."""


def load_duty(at: datetime) -> None:
    """Set the numbers and prepare the letters. Called in the transaction that loads the demo."""
    hours = {"hours_ar": "كل يوم من 7 إلى 22", "hours_en": "Every day from 7 to 22"}
    desk.set_duty_desk(phones=[PHONE], **hours, by=OPERATOR, at=at)
    top = Contact("غرفة المتابعة", "Follow-up room", "+00 0 555 0199")
    desk.set_contact(entity="", contact=top, by=OPERATOR, at=at)
    letters.prepare_letters(wave=waves.wave_cards()[0].ref, by=OPERATOR, at=at)

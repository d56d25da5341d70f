"""The words that the notes show, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from basira.surfaces.field.learning_words import learning_words
from basira.surfaces.field.own_words import own_words
from basira.surfaces.field.question_words import after_words, asked_words, counted, line_words
from basira.surfaces.field.record_words import record_words
from basira.surfaces.field.sealing_words import sealing_words
from basira.surfaces.shared.sheet_words import sheet_words


def form_words() -> dict[str, str]:
    """Return every word by its name in `frontend/src/field`."""
    every = (
        page_words, lock_words, list_words, mission_words, help_words, danger_words, question_words, own_words, record_words, sealing_words,
        learning_words, asked_words, after_words, line_words, counted_words,
    )  # fmt: skip
    return {name: word for words in every for name, word in words().items()}


def counted_words() -> dict[str, str]:
    """Return every other sentence that counts something."""
    return (
        counted("codeShort", lambda n: ngettext("Use at least {count} digit.", "Use at least {count} digits.", n))
        | counted("lockMinutes", lambda n: ngettext("{count} minute", "{count} minutes", n))
        | counted(
            "timesLeft", lambda n: ngettext("You may still ask {count} time.", "You may still ask {count} times.", n)
        )
        | counted(
            "filesLeft", lambda n: ngettext("Sending; {count} file is to go.", "Sending; {count} files are to go.", n)
        )
        | counted("coverCount", lambda n: ngettext("{count} box", "{count} boxes", n))
        | counted(
            "soundMost",
            lambda n: ngettext(
                "It stops by itself after {count} minute. Locking these notes before it is kept loses it.",
                "It stops by itself after {count} minutes. Locking these notes before it is kept loses it.",
                n,
            ),
        )
        | counted(
            "needsMost",
            lambda n: ngettext(
                "You have chosen {count} service, which is the most.",
                "You have chosen {count} services, which is the most.",
                n,
            ),
        )
    )


def page_words() -> dict[str, str]:
    """Return the words of the page and its cover."""
    return {
        "name": _("Notes"),
        "otherLanguage": _("العربية"),
        "moment": _("One moment …"),
        "allNotes": _("All notes"),
        "coverItems": _("Bread|Milk|Eggs|Tomatoes|Rice"),
        "coverNew": _("Something to buy"),
        "coverAdd": _("Add"),
    }


def lock_words() -> dict[str, str]:
    """Return the words of the code of the phone."""
    return {
        "code": _("Code"),
        "codeAgain": _("The code once more"),
        "codeChoose": _("Choose a code for these notes"),
        "codeWhy": _(
            "What you write is sealed on this phone under the code. Nobody can open it without the code, and nobody can "
            "tell it to you again: remember it, and write it down nowhere."
        ),
        "codeKeep": _("Keep this code"),
        "codeOpen": _("Open the notes"),
        "codeEasy": _("This code is guessed at once. Choose digits in no order."),
        "codeDiffers": _("The two codes differ. Type the same one twice."),
        "codeWrong": _("This is not the code."),
        "codeWait": _("Too many wrong codes. Try again later; seconds left: {seconds}"),
        "codeLost": _("Code forgotten?"),
        "phoneSetting": _("On this phone"),
        "lockAfter": _("Ask for the code again after"),
        "linkBroken": _("The link was not whole. Open it again from where you got it."),
        "noLine": _("There is no line just now. Open the link again when there is."),
        "linkWaits": _("There is no line just now. The link is kept here: open the notes again when there is one."),
        "needsTls": _("Browsers seal notes only on addresses that begin with https. Tell your contact."),
        "noKey": _("These notes are empty. Open the link that you were given."),
        "noStore": _("This browser keeps nothing (a private window, or full). Open the link in an ordinary window."),
        "panicTitle": _("A second code that forgets everything"),
        "panicCode": _("Second code"),
        "panicWhy": _(
            "Typed instead of the first, it wipes these notes at once and shows a shopping list. What was sent stays sent."
        ),
        "panicBad": _("The second code needs as many digits, and must differ from the first."),
    }


def list_words() -> dict[str, str]:
    """Return the words of the list of missions."""
    return {
        "away": _("No line just now. Everything here works without one; what is sent waits for it."),
        "askAgain": _("Try again"),
        "keyAnew": _("This phone signs with a new key from now on. Nothing that you wrote is lost."),
        "keyRefused": _(
            "The signature of this phone is not taken. What you wrote is sent all the same; tell your contact when you can."
        ),
        "until": _("Until"),
        "open": _("Open this note"),
        "begun": _("Begun"),
        "waits": _("Waits to be sent"),
        "refused": _("Not taken: open it"),
        "nothing": _("Nothing to do just now"),
        "nothingMore": _("What is new will stand here. You need not keep this page open."),
        "later": _("Next"),
        "must": _("Must"),
        "may": _("May"),
        "never": _("Never"),
        "forget": _("Forget this phone"),
        "forgetAsk": _("Forget this phone?"),
        "forgetWhat": _("This takes the key and every draft off this phone. What was sent stays sent."),
        "forgetUnsent": _(
            "There are notes that were not sent. Forgetting loses them for ever. What was sent stays sent."
        ),
        "forgetYes": _("Forget it"),
        "cancel": _("Cancel"),
    }


def mission_words() -> dict[str, str]:
    """Return the words of what a shopper may say of a mission."""
    return {
        "offered": _("Offered to you"),
        "answerBy": _("Answer by"),
        "accept": _("Accept"),
        "decline": _("Decline"),
        "anotherTime": _("Ask for another time"),
        "handBack": _("Hand it back"),
        "notDone": _("It could not be done"),
        "tellTitle": _("Tell the team"),
        "why": _("Why"),
        "whyMore": _("In a few words"),
        "whyWanted": _('Choose a reason, and write a few words for "other".'),
        "fromTime": _("From"),
        "untilTime": _("Until"),
        "timeWanted": _("Choose a time to come, from before until."),
        "tell": _("Tell them"),
        "told": _("Waits to be told"),
        "outside": _("Fill this outside the place, right after you leave."),
    }


def help_words() -> dict[str, str]:
    """Return the words of alarms and of the letter."""
    return {
        "helpTitle": _("If something happens"),
        "alarm": _("I need help now"),
        "alarmWhy": _(
            "If somebody has noticed you or puts you under pressure. The duty officer is told at once; this note ends "
            "without blame, and you are not sent there again."
        ),
        "alarmWhyAny": _("The duty officer is told at once."),
        "alarmSend": _("Press and hold to tell"),
        "alarmHeard": _("They know. Leave calmly; you owe nobody an answer."),
        "alarmWaits": _("It is told the moment there is a line."),
        "alarmUntold": _(
            "It could be neither told nor kept yet. Leave this page open: it goes on trying. Try again, or call:"
        ),
        "alarmRefused": _("It was not taken. It goes on trying. Please call:"),
        "tryAgain": _("Try again"),
        "letter": _("Letter of authority"),
        "letterWhy": _(
            "Show it only when you are stopped: showing it is logged, and you may be known there from then on."
        ),
        "letterShow": _("Show the letter"),
        "letterLine": _("The letter needs a line. Call the duty officer."),
        "letterCode": _("Code to type"),
    }


def danger_words() -> dict[str, str]:
    """Return the words of reports of danger."""
    return {
        "danger": _("Danger to life"),
        "dangerWhy": _("Goes straight to the duty officer, who decides whom to tell within the hour."),
        "dangerWhere": _("Where is it"),
        "dangerElsewhere": _("Somewhere else: name of the place"),
        "dangerWhat": _("What is it"),
        "dangerFireExit": _("A blocked fire exit"),
        "dangerStructure": _("Something may fall or collapse"),
        "dangerElectricity": _("Electricity"),
        "dangerMedical": _("Medical"),
        "dangerViolence": _("Violence"),
        "dangerChild": _("A child at risk"),
        "dangerOther": pgettext("danger", "Something else"),
        "dangerWords": _("What you saw, in a few words"),
        "dangerSend": _("Tell the duty officer"),
        "dangerHeard": _("The duty officer has it."),
        "dangerUntold": _(
            "It could be neither told nor kept on this phone. Please try again, or call the duty officer."
        ),
        "dangerRefused": _("It was not taken, and stays on this phone. Please call the duty officer."),
    }


def question_words() -> dict[str, str]:
    """Return the words of the form, and of keeping and sending it."""
    return (
        {
            "notHere": _("This form is not on the phone yet. Open it once while there is a line; then it stays."),
            "elsewhere": _("This note is open in another tab. Close it there, then open it here again."),
            "sentBefore": _("This has been sent."),
            "notOpened": _("The form could not be opened. Go back and open it again; what you wrote is kept."),
            "restored": _("Your draft was kept. Go on where you were."),
            "kept": _("Kept on this phone"),
            "notKept": _("This browser keeps no drafts (a private window, or full). Send before you close the page."),
            "pictureFirst": _("First say whether anybody is in the picture; then go on."),
            "sending": _("Sending …"),
            "sent": _("Sent"),
            "backToAll": _("Back to all notes"),
            "notSent": _("Not sent yet; it is kept here and goes by itself when there is a line."),
            "tryAgain": _("Try again"),
        }
        | sheet_words()
        | capture_words()
    )


def capture_words() -> dict[str, str]:
    """Return the words of covering parts of a picture, of recording, and of where neither is allowed."""
    return {
        "coverAsk": _("Is anybody in the picture?"),
        "coverWhy": _("Faces, number plates, names and screens are covered before the picture is kept."),
        "coverYes": _("Yes, cover them"),
        "coverNo": _("No, keep it as it is"),
        "coverDrop": _("Do not keep it"),
        "coverDraw": _("Draw a box over each"),
        "coverKeys": _(
            "Draw with a finger, or add a box and move it with the arrow keys; with Shift they change its size, and Delete "
            "takes it away."
        ),
        "coverBox": _("Box {number}"),
        "coverOne": _("Add a box"),
        "coverUndo": _("Undo"),
        "coverRedo": _("Redo"),
        "coverKeep": _("Keep the covered picture"),
        "coverAgain": _("Cover something"),
        "coverUnseen": _("This picture cannot be shown here"),
        "coverUnseenWhy": _("So nothing can be covered on it. Keep it only if nobody is in it."),
        "noPhotos": _("No photos at this kind of place. Describe it instead."),
        "noRecordings": _("No recordings here. Describe it instead."),
        "soundEnd": _("Stop and keep"),
        "soundFile": _("Choose a recording"),
        "soundRefused": _("The phone gave no microphone. Allow it in the browser, or go on without it."),
        "soundLost": _("The phone could not keep this recording. Record it again, or choose a file."),
    }

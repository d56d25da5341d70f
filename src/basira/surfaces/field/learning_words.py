"""The words of what there is to learn, and of what she keeps of herself; they could stand in anybody's notes."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from basira.surfaces.field.question_words import counted


def learning_words() -> dict[str, str]:
    """Return the words of her own pages, by their names in `frontend/src/field`."""
    return learn_words() | test_words() | example_words() | mine_words() | days_words() | own_counts() | test_counts()


def learn_words() -> dict[str, str]:
    """Return the words of the pledge, of courses and of certificates."""
    return {
        "learn": _("To learn and to sign"),
        "learnNone": _("There is nothing to learn just now."),
        "learnBack": _("Back to what there is to learn"),
        "ownLine": _("This page comes with the next line."),
        **signing_words(),
        "courses": _("Where to come"),
        "courseCode": _("The code that was said there"),
        "courseCame": _("I was there"),
        "attended": _("You were there"),
        "certificates": _("Certificates"),
        "held": _("Yours; it stands"),
        "heldUntil": _("Yours until {day}"),
        "takenBack": _("It stands no more."),
        "needsCame": _("Passed. What is missing: to come once to one of the courses."),
        "needsExample": _("Passed. What is missing: an example below that is marked near enough."),
    }


def signing_words() -> dict[str, str]:
    """Return the words by which the pledge is signed: in every language of applying (tests/house/test_urdu.py)."""
    return {
        "pledge": _("What I undertake"),
        "pledgeSign": _("I have read it and sign it"),
        "pledgeTold": _("It is kept here, and goes out as soon as there is a line."),
        "pledgeTakenBack": _("Your name stands under this no more. Read it once again, and sign it if you go on."),
        "pledgeSigned": _("You signed this. It stays here for you to read."),
        "pledgeNewer": _("There is a newer text. Open the page again, read it, and sign that one."),
    }


def test_words() -> dict[str, str]:
    """Return the words of a test."""
    return {
        "test": _("Questions"),
        "testBegin": _("Begin the questions"),
        "testLine": _("This needs a line. Try again when there is one; your answers are still here."),
        "testHand": _("Hand in"),
        "testPassed": pgettext("test", "Passed"),
        "testFailed": _("Not passed this time"),
        "testRight": _("{right} of {of} are right."),
        "readAgain": _("Read this again"),
        "chooseAll": _("Choose all that are right."),
    }


def example_words() -> dict[str, str]:
    """Return the words of an example that everybody marks."""
    return {
        "examples": _("An example, marked by everybody"),
        "exampleTell": _("Mark it so"),
        "exampleNear": _("That is near enough."),
        "exampleFar": _("That is not near enough yet. Read the story again and mark it once more."),
        "fromKey": _("You are {percent} percent of the scale away from the key."),
        "fromOthers": _("From the others you are {percent} percent away."),
        "leanNone": _("You lean to neither side."),
        "leanMild": _("You lean to the mild side."),
        "leanSevere": _("You lean to the severe side."),
    }


def mine_words() -> dict[str, str]:
    """Return the words of how her notes stand, of where she is known, and of stopping."""
    return {
        "mine": _("My days, hours and thanks"),
        "standing": _("How my notes stand"),
        "standingWhy": _(
            "Every note is read by somebody who does not know you. What counts depends on how complete and how clear it is, "
            "never on whether it says good or bad things."
        ),
        "honour1": _("Thanks for a first note that counted"),
        "honour2": _("Thanks for five notes that counted"),
        "honour3": _("With honour: fifteen notes that counted"),
        "honour4": _("With high honour: thirty notes that counted"),
        "honour5": _("With the highest honour: sixty notes that counted"),
        "changedNot": _("What notes changed is told here once there is enough of it to say."),
        "tie": _("Where I am known"),
        "tieWhy": _(
            "Do you work there, does your family, or does somebody there know you? Choose one of its places: you are not asked to "
            "go to any of them, now or later. Why is not asked."
        ),
        "tieTell": _("I do not go there"),
        "tieSaid": _("It is noted. You are not asked to go there."),
        "leave": _("I want to stop"),
        "leaveWhy": _("You may stop at any time and need not say why. What you wrote still counts."),
        "leaveTell": _("I want to stop …"),
        "leaveSure": _("Yes, tell them that I stop"),
        "leaveNot": _("No, I go on"),
        "leaveSaid": _("You said that you want to stop. Nothing more is needed. Thank you for all that you wrote."),
    }


def days_words() -> dict[str, str]:
    """Return the words of days away, and of time and money."""
    return {
        "away": _("Days on which I cannot come"),
        "awayWhy": _("Nothing is planned for you that lies wholly in these days."),
        "awayFirst": _("First day"),
        "awayLast": _("Last day"),
        "awayAdd": _("Add these days"),
        "awayWanted": _("Choose a first day, and a last day that is not before it."),
        "hours": _("Time and money that I gave"),
        "hoursWhy": _("By month and no finer, so that nobody can tell from it when you were where."),
        "hoursMonth": _("Month"),
        "hoursMinutes": _("Minutes"),
        "hoursAmount": _("Amount spent"),
        "hoursAdd": _("Add"),
        "hoursWanted": _("Write minutes or an amount as a number."),
        "spent": _("spent: {amount}"),
    }


def own_counts() -> dict[str, str]:
    """Return the sentences of her own pages that count something."""
    return (
        counted("toDo", lambda n: ngettext("{count} to do", "{count} to do", n))
        | counted("notesFiled", lambda n: ngettext("{count} note sent.", "{count} notes sent.", n))
        | counted("notesCounted", lambda n: ngettext("{count} has counted so far.", "{count} have counted so far.", n))
        | counted(
            "notesLeftOut",
            lambda n: ngettext("{count} could not be used.", "{count} could not be used.", n),
        )
        | counted("minutesGiven", lambda n: ngettext("{count} minute", "{count} minutes", n))
        | changed_counts()
    )


def changed_counts() -> dict[str, str]:
    """Return the sentences of what notes changed, from a proposal to a fault that was mended."""
    return (
        counted(
            "recommended",
            lambda n: ngettext(
                "Notes like yours: {count} idea became a recommendation.",
                "Notes like yours: {count} ideas became recommendations.",
                n,
            ),
        )
        | counted(
            "agreed",
            lambda n: ngettext(
                "Notes like yours: {count} plan to mend something was agreed.",
                "Notes like yours: {count} plans to mend something were agreed.",
                n,
            ),
        )
        | counted(
            "changed",
            lambda n: ngettext(
                "Notes like yours: {count} fault was mended, and somebody saw that it was.",
                "Notes like yours: {count} faults were mended, and somebody saw that they were.",
                n,
            ),
        )
    )


def test_counts() -> dict[str, str]:
    """Return the sentences of a test that count something."""
    return (
        counted("testQuestions", lambda n: ngettext("{count} question", "{count} questions", n))
        | counted("testMinutes", lambda n: ngettext("{count} minute", "{count} minutes", n))
        | counted("triesLeft", lambda n: ngettext("{count} try left", "{count} tries left", n))
        | counted("minutesLeft", lambda n: ngettext("{count} minute left", "{count} minutes left", n))
        | counted(
            "questionsOpen",
            lambda n: ngettext("{count} question has no answer yet.", "{count} questions have no answer yet.", n),
        )
    )

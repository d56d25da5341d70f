"""One decision on the programme at a time: a change by its file reads all of them, tells them in words, and then decides."""

from basira.programme.people.models import Programme


def hold_programme() -> None:
    """
    Wait until nobody else decides on the programme, and let others wait until this transaction ends.

    Every verb whose decision stands in the programme's file calls it first. Before there is a programme nobody waits.
    """
    list(Programme.objects.select_for_update().filter(pk=1).values_list("pk"))

"""Background work of fieldwork."""

from django_tasks import task

from basira.programme.fieldwork import stores, verbs


@task()
def repaint(attachment: str) -> bool:
    """Re-make the picture of one filed attachment."""
    return verbs.repaint_attachment(
        attachment=attachment, originals=stores.originals(), derivatives=stores.derivatives()
    )

"""`./basira registry import FILE`: a checked list of centres becomes the registry."""

import argparse
import hashlib

from django.utils import timezone

from basira.core.kernel.actor import OPERATOR
from basira.core.kernel.problem import Fault, FileRefused, Problem, Severity
from basira.programme.registry import queries, verbs
from basira.surfaces.cli.tables import CheckReport, check_content, read_file
from basira.surfaces.shared.words import words_of


def import_file(chosen: argparse.Namespace) -> CheckReport:
    """Check a file against the registry and write it, all or nothing; a refusal is a report too."""
    try:
        content = read_file(chosen.file)
        check = check_content(content, chosen, queries.known_centres())
    except FileRefused as refusal:
        return CheckReport(0, (), {}, refusal.faults)
    faults = check.faults
    if check.ok:
        try:
            verbs.import_centres(
                rows=check.centres,
                defaults=verbs.ImportDefaults(entity=chosen.entity, sector=chosen.sector),
                file_sha256=hashlib.sha256(content).hexdigest(),
                by=OPERATOR,
                at=timezone.now(),
            )
        except Problem as refusal:
            faults = (*faults, Fault(Severity.ERROR, refusal.code, words_of(refusal)))
    return CheckReport(check.rows, check.columns, check.mapped, faults)

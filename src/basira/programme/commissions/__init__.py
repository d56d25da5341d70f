"""Single visits of an internal programme: ordered by its performance unit, reported to one unit or to the top."""

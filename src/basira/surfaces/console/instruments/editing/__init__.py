"""The questionnaire editor: a working copy, one question's form at a time."""

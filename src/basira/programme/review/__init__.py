"""From submission to verdict: questions, edits, decisions."""

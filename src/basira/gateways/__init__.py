"""The outside world: databases, files, pictures, limited processes. No rules of the programme live here."""

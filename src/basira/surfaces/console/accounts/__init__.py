"""Accounts of the programme's people, and what each role may do."""

"""Editing a questionnaire: its workbook's own tables, changed by pure steps, and what would be lost said before anything is."""

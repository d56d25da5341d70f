"""Visits, submissions and sealed attachments."""

"""Calls for candidates, applications, vetting, and the choice of a panel. Who an applicant is, only the vault knows."""

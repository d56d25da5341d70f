"""Workspaces with the bodies: one procedure, looked at from both sides."""

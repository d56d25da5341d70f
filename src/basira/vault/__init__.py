"""
The vault: a program of its own that will hold identities. It imports only the cores, and nobody imports it.

Today it owns its database and schema, so that the person id exists from the first migration on and nowhere else.
"""

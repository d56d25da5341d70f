"""
The vault: a program of its own that alone knows who a shopper is, and which number she carries in a cycle.

It imports only the cores, and nobody imports it: the rest of Basira speaks to its door (`gateways/vault.py`). Own
process, database, role, key file and journal.
"""

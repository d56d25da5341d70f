"""The bars of security: one test a bar, named after it, and a twin that must fail where the guard is missing."""

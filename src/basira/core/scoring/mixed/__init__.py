"""
The measuring engine: crossed and nested random effects of everybody and everything that shaped a rating (ADR-0026, ADR-0034).

`y = X b + sum over factors of Z u + e`, `u ~ N(0, v I)`, `e ~ N(0, s2 / w)`: a rating is the programme's mean, what the
covariates add, and the effect of each level of each factor (visit, shopper, centre, criterion …) that it belongs to.
Pure: arrays in, arrays out; no database, no clock, no chance but a seed.
"""

ENGINE = "mixed 4"
"""What stands with every answer: another number where the same ratings would give others."""

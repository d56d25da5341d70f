"""Who may become a shopper: rules with their reasons, coarse attributes, and how two blind assessors come to one score."""

"""What a shopper uses in a phone's browser: her missions, and the form of each. It looks like notes."""

"""The arbiter's desk: contested findings, what is behind them, and how they end."""

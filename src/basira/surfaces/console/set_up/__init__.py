"""First run: the wizard, open to whoever holds the code that the start printed, until somebody has an account."""

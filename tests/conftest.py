"""What every test may use. Tests of the cores need neither Django nor a database."""

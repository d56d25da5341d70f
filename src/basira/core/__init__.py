"""Pure cores: values in, values out. No clock, no chance but a seed handed in, no settings, no database."""

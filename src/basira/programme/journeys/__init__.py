"""Life events over several bodies, the cases that shoppers run through them, and where these break."""

"""How the clinic is run: when it is open, what it promises, and since when."""

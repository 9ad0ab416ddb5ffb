"""How fast and how small the clinic is, as ratios against a baseline measured in the same run: `make bench`."""

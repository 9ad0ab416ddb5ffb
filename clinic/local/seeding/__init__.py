"""Requests by the thousand, as years of work would leave them, for a clinic on this machine only."""

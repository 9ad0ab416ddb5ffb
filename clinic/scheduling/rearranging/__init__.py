"""Appointments that a change of what is arranged leaves without hours, place or practitioner: none is lost."""

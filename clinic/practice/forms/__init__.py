"""What administrators send to change how the clinic is run."""

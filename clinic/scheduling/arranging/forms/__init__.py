"""What administrators send to change what is arranged."""

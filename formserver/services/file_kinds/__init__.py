"""What may be changed in a person's file by hand, one class for each thing."""

"""Lists of persons from departments: brought in, taken over as what is to be verified, answered, and read."""

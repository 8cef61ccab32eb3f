"""What visits find, or somebody saw, and somebody settles: opened, passed up and back, closed with a result."""

"""The demonstration: fictional people and papers in five real counties, made through the services."""

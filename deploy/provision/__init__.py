"""What must exist before a service starts: databases, roles, tables, principals."""

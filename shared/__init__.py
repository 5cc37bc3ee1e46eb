"""What every Netral service stands on; knows no service."""

"""The `netral` command: one module per command, registered in `main`."""

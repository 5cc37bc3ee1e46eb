"""Everything about running Netral: the embedded stack, provisioning and the netral command."""

"""The same work as Netral's stream, written by hand as quickly as plain aiokafka and asyncpg allow.

The same four processes, topics, tables, indexes, rows and batch sizes, the same durability (fsync, acks=all,
idempotent producer). What it leaves out is what Netral adds: no decide and no procedure, no validation, no
chain (32 zero bytes stand in its columns), no sealing (as many bytes of base64), no order across sources, no
gap or duplicate detection, no relay of its own, no HTTP. Its messages carry four headers, Netral's sixteen.
"""

"""The same work as Netral's stream, written by hand with plain aiokafka and asyncpg and no framework.

The same four processes, topics, messages, tables, indexes, rows and batch sizes, the same durability (fsync,
acks=all, idempotent producer). A process takes in, writes and ships one batch after the other; the four
together fill the machine. What it leaves out is what Netral adds: no decide and no procedure, no validation,
no chain (32 zero bytes stand in its columns), no sealing (as many bytes of base64), no order across sources,
no gap or duplicate detection, no relay of its own, no HTTP.
"""

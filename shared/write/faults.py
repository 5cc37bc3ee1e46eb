"""What a failed transaction means for those who asked for it."""

import asyncpg

TRANSIENT = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    # what asyncpg raises for a session that the server ended between two statements
    asyncpg.InternalClientError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidTransactionStateError,
    OSError,
    TimeoutError,
)
"""Away, busy or interrupted: the same work may succeed later, unchanged."""

CONFLICT = (asyncpg.UniqueViolationError,)
"""Another transaction was first: load again and decide again."""

REJECTED = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError)
"""PostgreSQL does not take this data, however often it is sent."""

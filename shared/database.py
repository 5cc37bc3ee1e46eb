"""The types of asyncpg as this project uses them: generic for the type checker, plain when it runs."""

from typing import TYPE_CHECKING, Any, TypeAlias

import asyncpg

SESSION = {"plan_cache_mode": "force_custom_plan"}
"""Settings of a service's sessions. PostgreSQL would keep the plans that it made when the service started,
and one made while a table was empty reads the whole of it each time, however long it has become."""

RELAY_SESSION: dict[str, Any] = {"statement_cache_size": 0}
"""The same for the relay, by preparing its few statements anew: the setting would also have PostgreSQL plan
the check of the foreign key anew for each row of `publication`, which takes longer than all else."""

if TYPE_CHECKING:
    Connection: TypeAlias = asyncpg.pool.PoolConnectionProxy[Any] | asyncpg.Connection[Any]
    Pool: TypeAlias = asyncpg.Pool[Any]
else:
    Connection = asyncpg.Connection
    Pool = asyncpg.Pool

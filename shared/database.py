"""The types of asyncpg as this project uses them: generic for the type checker, plain when it runs."""

from typing import TYPE_CHECKING, Any, TypeAlias

import asyncpg

SESSION = {"plan_cache_mode": "force_custom_plan"}
"""What every session of a service is set to. PostgreSQL would keep the plans that it made when it started,
and one made while a table was empty reads the whole of it for each row, however long it has become."""

if TYPE_CHECKING:
    Connection: TypeAlias = asyncpg.pool.PoolConnectionProxy[Any] | asyncpg.Connection[Any]
    Pool: TypeAlias = asyncpg.Pool[Any]
else:
    Connection = asyncpg.Connection
    Pool = asyncpg.Pool

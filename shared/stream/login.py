"""Whether Kafka knows an identity by its password, asked before anything else is.

kafka-python tries a login that was refused again until its time is up, and then says that it got no answer.
"""

import asyncio
import ssl
from concurrent.futures import ThreadPoolExecutor

from aiokafka.conn import create_conn
from aiokafka.errors import KafkaError

from shared.stream.access import Access, KafkaRefused

_BOUND_MS = 10_000


def log_in(access: Access) -> None:
    """Log in once and leave. Raises KafkaRefused; a broker that is away is for others to notice. Blocking.

    It has a loop and a thread of its own, for the caller may be on one that runs a loop already.
    """
    if access.security != "PLAINTEXT":
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, _log_in(access)).result()


async def _log_in(access: Access) -> None:
    arguments = access.aiokafka()
    for address in arguments.pop("bootstrap_servers").split(","):
        host, _, port = address.rpartition(":")
        try:
            line = await create_conn(host, int(port), request_timeout_ms=_BOUND_MS, **arguments)
        except (KafkaError, OSError, TimeoutError) as fault:
            if isinstance(fault, ssl.SSLCertVerificationError):
                raise KafkaRefused(
                    f"the certificate of {address} does not count: {fault.verify_message}"
                ) from None
            if isinstance(known := access.fault(fault), KafkaRefused):
                raise known from None
        else:
            line.close()
            return

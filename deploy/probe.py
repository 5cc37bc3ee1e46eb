"""Asking a service of this stack something over HTTP, without following proxies or redirects."""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

_BOUND = 3.0  # seconds


def get_json(url: str, token: str | None = None) -> tuple[int, dict[str, Any]] | None:
    """Status and JSON object of a GET; None when nobody answers, or not with a JSON object."""
    place = urlsplit(url)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=_BOUND)
    try:
        connection.request("GET", place.path or "/", headers=headers)
        answer = connection.getresponse()
        body = json.loads(answer.read())
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return (answer.status, body) if isinstance(body, dict) else None


def is_ready(url: str) -> bool:
    """Whether the service at this address says that it is ready."""
    answer = get_json(f"{url}/readyz")
    return answer is not None and answer[0] == http.client.OK


def unready(url: str) -> str:
    """What the service at this address says keeps it from being ready, to be put behind that it is not."""
    answer = get_json(f"{url}/readyz")
    return f": {'; '.join(answer[1].get('reasons', []))}" if answer else ": it does not answer"

"""What a request is answered that makes a case: the same again to whoever asks again with the same key."""

from dataclasses import replace
from typing import Any

from fastapi import Response
from pydantic import BaseModel

from shared.api.commands import refusal, submit
from shared.case import Case, Known
from shared.contract import Command
from shared.runtime import Runtime
from shared.write.answer import Answer
from shared.write.path import Given, Request
from shared.write.session import Change


def made(case: Case[Any], document: BaseModel, status: int = 201) -> Answer:
    """The answer that is kept: the document, where the case is, and its version."""
    headers = {
        "content-type": "application/json",
        "Location": f"/v1/cases/{case.id}",
        "ETag": f'"{case.version}"',
    }
    return Answer(status, headers, document.model_dump_json().encode())


async def opened(runtime: Runtime, request: Request, otherwise: Command | None = None) -> Response:
    """The answer of a command that makes a case; of `otherwise` if that one is known as another case.

    Raises Problem for everything else.
    """
    result, case = await submit(runtime, request)
    if otherwise is not None and isinstance(result, Known) and case is None:
        return await opened(runtime, replace(request, command=otherwise))
    if isinstance(result, Given):
        return Response(result.body, result.status, result.headers)
    if isinstance(result, Change | Known) and case and request.answer:
        answer = request.answer(case, isinstance(result, Change))
        return Response(answer.body, answer.status, answer.headers)
    raise refusal(result)

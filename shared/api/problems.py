"""Errors as `application/problem+json` (RFC 9457): a stable type, what is wrong, where, what to do."""

from typing import Any

import asyncpg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from shared.write import faults

BASE = "urn:netral:problem:"
MEDIA_TYPE = "application/problem+json"


class FieldFault(BaseModel):
    """One field that is wrong."""

    path: str = Field(examples=["body.region"])
    reason: str = Field(examples=["String should match pattern '^\\d{2}(\\.\\d{2})?$'"])


class ProblemDocument(BaseModel):
    """The body of every answer that is an error (RFC 9457)."""

    type: str = Field(examples=[BASE + "invalid-input"])
    title: str = Field(examples=["Permintaan tidak sah / Invalid request"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["One field is wrong."])
    errors: list[FieldFault] = Field(default_factory=list)


TITLES = {
    "invalid-input": "Permintaan tidak sah / Invalid request",
    "not-json": "Bukan JSON / Not JSON",
    "too-large": "Terlalu besar / Too large",
    "not-found": "Tidak ditemukan / Not found",
    "method-not-allowed": "Metode tidak diizinkan / Method not allowed",
    "unauthenticated": "Belum dikenali / Not authenticated",
    "forbidden": "Tidak berwenang / Not allowed",
    "key-missing": "Idempotency-Key tidak ada / Idempotency-Key missing",
    "key-reused": "Idempotency-Key sudah dipakai / Idempotency-Key reused",
    "version-missing": "If-Match tidak ada / If-Match missing",
    "stale-version": "Versi perkara sudah berubah / The case has changed",
    "wrong-state": "Status perkara tidak mengizinkan / The case's state does not allow it",
    "unknown-case": "Perkara tidak ditemukan / No such case",
    "legal-hold": "Penghapusan ditahan / Erasure is held",
    "restricted": "Pemrosesan data pribadi dibatasi / Processing of personal data is restricted",
    "erased": "Data pribadi sudah dihapus / Personal data was erased",
    "conflict": "Bertentangan / Conflict",
    "unavailable": "Layanan sedang tidak tersedia / Service unavailable",
    "internal": "Kesalahan sistem / Internal error",
}


class Problem(Exception):
    """An error for the caller; `code` is the stable end of its type."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        errors: list[FieldFault] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors or []
        self.headers = headers

    def response(self) -> JSONResponse:
        """The answer."""
        document = ProblemDocument(
            type=BASE + self.code,
            title=TITLES.get(self.code, TITLES["conflict"]),
            status=self.status,
            detail=self.detail,
            errors=self.errors,
        )
        return JSONResponse(document.model_dump(), self.status, media_type=MEDIA_TYPE, headers=self.headers)


def wrong_field(path: str, reason: str) -> Problem:
    """The refusal of one field."""
    fault = FieldFault(path=path, reason=reason)
    return Problem(422, "invalid-input", "1 field wrong; see errors.", [fault])


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI entries for these error statuses."""
    return {
        status: {
            "description": DESCRIPTIONS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
        }
        for status in statuses
    }


OF_STATUS = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}

DESCRIPTIONS = {
    400: "Malformed request",
    401: "No valid token",
    403: "The token's roles do not allow this",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflicts with what is recorded",
    410: "What identifies persons was erased",
    412: "The case is at another version than If-Match says",
    413: "The body is too large",
    422: "A field is missing or wrong",
    428: "If-Match or Idempotency-Key is missing",
    503: "The database or another part is away; ask again",
}


def validation_problem(fault: RequestValidationError) -> Problem:
    """A Problem that names each field at fault; the values themselves are never repeated."""
    faults = fault.errors()
    if any(error["type"] == "json_invalid" for error in faults):
        return Problem(400, "not-json", "The body is not valid JSON.")
    errors = [
        FieldFault(path=".".join(str(part) for part in error["loc"]), reason=error["msg"]) for error in faults
    ]
    return Problem(422, "invalid-input", f"{len(errors)} field(s) wrong; see errors.", errors)


def install(app: FastAPI) -> None:
    """Make every error of this app a problem document."""

    @app.exception_handler(Problem)
    async def _problem(_: Request, fault: Problem) -> JSONResponse:
        return fault.response()

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, fault: RequestValidationError) -> JSONResponse:
        return validation_problem(fault).response()

    @app.exception_handler(HTTPException)
    async def _http(_: Request, fault: HTTPException) -> JSONResponse:
        code = OF_STATUS.get(fault.status_code, "invalid-input")
        headers = dict(fault.headers) if fault.headers else None
        return Problem(fault.status_code, code, str(fault.detail), headers=headers).response()

    async def _away(_: Request, fault: Exception) -> JSONResponse:
        detail = f"The database does not answer ({type(fault).__name__}); nothing is lost, ask again."
        return Problem(503, "unavailable", detail, headers={"Retry-After": "1"}).response()

    async def _rejected(_: Request, fault: Exception) -> JSONResponse:
        detail = f"A value cannot be stored or compared ({type(fault).__name__})."
        return Problem(422, "invalid-input", detail).response()

    for transient in faults.TRANSIENT:
        app.add_exception_handler(transient, _away)
    app.add_exception_handler(asyncpg.DataError, _rejected)

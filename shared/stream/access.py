"""How Kafka is reached and as whom, said once for the three client libraries that call it."""

import ssl
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

Security = Literal["PLAINTEXT", "SASL_PLAINTEXT", "SASL_SSL"]
MECHANISM = "SCRAM-SHA-512"
"""How an identity proves who it is: the password itself never crosses the line."""
SECURITY_SETTING = "NETRAL_KAFKA_SECURITY"
CA_SETTING = "NETRAL_KAFKA_CA_FILE"


class KafkaAway(Exception):
    """The broker cannot be reached or did not answer in time."""


class KafkaRefused(KafkaAway):
    """The broker answers, and says no: a wrong password, a right that is missing, a topic that nobody made.

    It does not get better by itself, so the text says what to do.
    """


@dataclass(frozen=True, slots=True)
class Unfit:
    """A setting that does not fit the others: its name, what is wrong, what to do."""

    setting: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.setting}: {self.what}. Remedy: {self.remedy}."


@cache
def _refusals() -> tuple[tuple[type[Exception], ...], tuple[type[Exception], ...]]:
    """Who is not known by its password, and who may not: in the words of both libraries.

    Loaded when something fails: a command that only needs an address stays quick.
    """
    from aiokafka import errors as aio
    from kafka import errors as plain

    unknown = (
        plain.SaslAuthenticationFailedError,
        plain.UnsupportedSaslMechanismError,
        aio.AuthenticationFailedError,
        aio.SaslAuthenticationFailed,
        aio.UnsupportedSaslMechanismError,
    )
    denied = (
        plain.AuthorizationError,
        aio.TopicAuthorizationFailedError,
        aio.GroupAuthorizationFailedError,
        aio.ClusterAuthorizationFailedError,
    )
    return unknown, denied


@dataclass(frozen=True, slots=True)
class Access:
    """Addresses of a Kafka, and the identity that calls it. Holds no secret, only the file with it.

    The password is read anew by every client that is made, so a new one counts from the next connection on.
    """

    bootstrap: str
    security: Security = "PLAINTEXT"
    user: str | None = None
    password_file: Path | None = None
    ca_file: Path | None = None

    def kafka_python(self) -> dict[str, Any]:
        """Arguments for a client of kafka-python. Raises KafkaRefused when the password cannot be read."""
        return {"bootstrap_servers": self.bootstrap, **self._login("ssl_cafile", self._ca())}

    def aiokafka(self) -> dict[str, Any]:
        """Arguments for a client of aiokafka. Raises KafkaRefused when the password cannot be read."""
        return {"bootstrap_servers": self.bootstrap, **self._login("ssl_context", self.tls())}

    def tls(self) -> ssl.SSLContext | None:
        """Whose certificates count, None without TLS: of the authority that is named, or the system's."""
        return ssl.create_default_context(cafile=self._ca()) if self.security == "SASL_SSL" else None

    def password(self) -> str | None:
        """The content of the password's file, without white space around it. Raises KafkaRefused."""
        if self.password_file is None:
            return None
        try:
            return self.password_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as fault:
            reason = getattr(fault, "strerror", None) or "it is not text"
            raise KafkaRefused(f"the password of {self.user} cannot be read: {reason}") from None

    def fault(self, cause: BaseException) -> KafkaAway:
        """The cause as one of ours: KafkaRefused, naming identity and remedy, or KafkaAway."""
        if isinstance(cause, KafkaAway):
            return cause
        who = self.user or "a client without a name"
        unknown, denied = _refusals()
        if isinstance(cause, unknown):
            return KafkaRefused(f"Kafka does not know {who} by this password")
        if isinstance(cause, denied):
            return KafkaRefused(f"Kafka denies {who} a right: {str(cause) or type(cause).__name__}")
        return KafkaAway(f"no answer from Kafka at {self.bootstrap}: {type(cause).__name__}: {cause}")

    def unfit(self, user_setting: str, password_setting: str) -> "Unfit | None":
        """The first setting that is missing, or that would do nothing; None when all fit together.

        The two names are the settings of this identity; the others are the same for everybody.
        """
        logs_in = self.security != "PLAINTEXT"
        both = ((user_setting, self.user), (password_setting, self.password_file))
        for setting, given in both:
            if logs_in and not given:
                return Unfit(setting, f"missing, and {SECURITY_SETTING} is {self.security}", "set it")
            if given and not logs_in:
                remedy = f"set {SECURITY_SETTING} to SASL_SSL, or unset this"
                return Unfit(setting, f"nobody would log in: {SECURITY_SETTING} is PLAINTEXT", remedy)
        try:
            if logs_in and not self.password():
                return Unfit(password_setting, f"{self.password_file} is empty", "write the password into it")
        except KafkaRefused as fault:
            return Unfit(password_setting, str(fault), f"make {self.password_file} readable for this process")
        return self._unfit_tls()

    def _unfit_tls(self) -> "Unfit | None":
        if self.ca_file is None:
            return None
        if self.security != "SASL_SSL":
            said = f"there is no TLS: {SECURITY_SETTING} is {self.security}"
            return Unfit(CA_SETTING, said, "use SASL_SSL, or unset this")
        try:
            self.tls()
        except OSError as fault:
            said = f"{self.ca_file} holds no certificates: {fault.strerror or fault}"
            return Unfit(CA_SETTING, said, "name a file with the authority's certificate (PEM)")
        return None

    def _ca(self) -> str | None:
        return str(self.ca_file) if self.ca_file else None

    def _login(self, tls_name: str, tls: object) -> dict[str, Any]:
        if self.security == "PLAINTEXT":
            return {}
        return {
            "security_protocol": self.security,
            "sasl_mechanism": MECHANISM,
            "sasl_plain_username": self.user,
            "sasl_plain_password": self.password(),
            tls_name: tls,
        }

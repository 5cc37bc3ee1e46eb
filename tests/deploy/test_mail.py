"""The mail catcher keeps every mail that it accepted, whole, under a number of its own."""

import smtplib
from email import message_from_bytes
from pathlib import Path

from deploy.embedded.mail import Mail
from deploy.embedded.ports import Ports
from deploy.home import Home

_TEXT = "Subject: Putusan\r\nMessage-ID: <1@netral>\r\n\r\nKeputusan telah berlaku.\r\n"


def _send(mail: Mail) -> None:
    host, port = mail.address.split(":")
    with smtplib.SMTP(host, int(port), timeout=10) as client:
        client.sendmail("notify@netral.example", ["ppk@kab.example", "bkn@example"], _TEXT)


def test_mails_are_kept_whole_and_counted_over_restarts(home: Home) -> None:
    mail = Mail(home, Ports(home))
    mail.start()
    address = mail.address
    try:
        _send(mail)
        _send(mail)
        mail.stop()
        assert not mail.running
        mail.start()
        assert mail.address == address
        _send(mail)
    finally:
        mail.stop()
    assert sorted(file.name for file in home.mail.iterdir()) == ["1.eml", "2.eml", "3.eml"]
    assert mail.count() == 3
    kept = message_from_bytes(Path(home.mail / "1.eml").read_bytes())
    assert kept["Subject"] == "Putusan"
    assert kept["X-Netral-To"] == "ppk@kab.example, bkn@example"
    assert "telah berlaku" in str(kept.get_payload())

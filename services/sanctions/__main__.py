"""`python -m services.sanctions`."""

from services.sanctions.main import main

main()

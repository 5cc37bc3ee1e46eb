"""`python -m services.notify`."""

from services.notify.main import main

main()

"""`python -m services.notify`."""

import gc

gc.disable()  # while all is loaded, a seventh of the time: modules and models are never collected

from services.notify.main import main  # noqa: E402

main()

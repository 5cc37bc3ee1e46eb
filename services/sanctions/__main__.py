"""`python -m services.sanctions`."""

import gc

gc.disable()  # while all is loaded, a seventh of the time: modules and models are never collected

from services.sanctions.main import main  # noqa: E402

main()

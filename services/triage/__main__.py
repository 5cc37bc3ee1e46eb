"""`python -m services.triage`."""

import gc

gc.disable()  # while all is loaded, a seventh of the time: modules and models are never collected

from services.triage.main import main  # noqa: E402

main()

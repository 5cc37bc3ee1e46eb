"""The four services with officers who act by themselves: `python -m tests.support.automatic.<stage>`.

The commands go through the same reactions, decisions and write path as an officer's.
"""

import gc

gc.disable()  # until it serves, as the services themselves

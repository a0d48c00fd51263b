"""`python -m longcheng` is what `./city` hands over to."""

import sys

from longcheng.program.commands import main

sys.exit(main(sys.argv[1:]))

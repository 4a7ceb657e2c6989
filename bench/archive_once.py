"""`python -m bench.archive_once TREE WORK`: archive a tree and print the most bytes of memory that it took."""

import sys
from pathlib import Path

from bench.measure import peak_memory
from bench.rows.archive import once

if __name__ == "__main__":
    print(peak_memory(lambda: once(Path(sys.argv[1]), Path(sys.argv[2])), every=0.1))

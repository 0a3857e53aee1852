"""Works out the meaning of the thesaurus's phrases after a change: `.venv/bin/python tools/thesaurus.py`."""

from pathlib import Path

import numpy as np

from bot.embeddings import embed
from bot.sourcing import kinds

path = Path(kinds.__file__).parent / "data" / kinds.VECTORS
vectors = embed([phrase for phrase, _ in kinds.phrases()])
np.savez_compressed(path, digest=np.asarray(kinds.digest()), vectors=kinds.packed(vectors))
print(f"{len(vectors):,} phrases, {path.stat().st_size:,} bytes in {path}")

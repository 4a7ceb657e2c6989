"""A sentence-embedding model: texts as vectors, near each other where they mean the same.

A folder with model.onnx, a transformer that takes the numbers of tokens, and tokenizer.json. What
tools/export_minilm.py makes is one, and so is what sentence-transformers exports.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hypotez.adapters.learning.words import LONGEST
from hypotez.ports.errors import EngineUnavailable
from hypotez.ports.progress import Progress, Report, ignore

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FILES", "Sentences"]

FILES: Final = ("model.onnx", "tokenizer.json")
_MOST_TOKENS: Final = 256
"""Where the tokenizer does not say how many the model reads."""
_TOLD: Final = 64
"""Texts between two signs of life."""


class Sentences:
    """Made once, and then safe to use from several threads.

    Raises:
        EngineUnavailable: a package or a file is missing, or it is not such a model.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        try:
            import onnxruntime
            import tokenizers

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            options.log_severity_level = 3
            contents = [(folder / name).read_bytes() for name in FILES]
            self._session: Any = onnxruntime.InferenceSession(contents[0], options, ["CPUExecutionProvider"])
            self._tokenizer: Any = tokenizers.Tokenizer.from_buffer(contents[1])
        except Exception as error:  # both raise plain ones
            raise EngineUnavailable(
                f"The sentence model in {folder} cannot be loaded ({type(error).__name__}); see tools/export_minilm.py."
            ) from error
        self._tokenizer.no_padding()
        if self._tokenizer.truncation is None:
            self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._inputs = {each.name for each in self._session.get_inputs()}
        self.sha256 = hashlib.sha256(b"".join(hashlib.sha256(content).digest() for content in contents)).hexdigest()
        self.dims = len(self._vector(""))

    def vectors(self, texts: Sequence[str], report: Report = ignore) -> "NDArray[np.float32]":
        """A vector of length 1 for each text: texts x dims. What is there twice is computed once.

        One text at a time: in a batch, the eight bits of one text's numbers would depend on the other texts.
        """
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        found = np.zeros((len(places), self.dims), np.float32)
        for text, place in places.items():
            if place % _TOLD == 0:
                report(Progress("embedding", place, len(places), "texts"))
            found[place] = self._vector(text)
        return found[[places[text] for text in texts]] if texts else found

    def _vector(self, text: str) -> "NDArray[np.float32]":
        tokens = np.array([self._tokenizer.encode(text[:LONGEST].encode("utf-8", "replace").decode()).ids], np.int64)
        feeds = {"input_ids": tokens, "attention_mask": np.ones_like(tokens), "token_type_ids": np.zeros_like(tokens)}
        try:
            (states, *_) = self._session.run(None, {name: feeds[name] for name in self._inputs})
        except Exception as error:
            raise EngineUnavailable(
                f"The sentence model does not work ({type(error).__name__}); see tools/export_minilm.py."
            ) from error
        mean: NDArray[np.float32] = np.asarray(states, np.float32).reshape(-1, states.shape[-1]).mean(axis=0)
        return mean / max(float(np.linalg.norm(mean)), 1e-9)

"""The tests' own sentence-embedding model: a BERT of one layer with random weights, made by the tool for the real one.

It knows nothing of language; texts of the same letters get near vectors.
"""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from tools.export_minilm import export

__all__ = ["DIMS", "LETTERS", "files", "sentence_model"]

DIMS = 16
LETTERS = "abcdefghijklmnopqrstuvwxyzабвгдеёжзийклмнопрстуфхцчшщъыьэюя0123456789"
_CONFIG = {"hidden_size": DIMS, "num_attention_heads": 2, "num_hidden_layers": 1, "layer_norm_eps": 1e-12}


def sentence_model(folder: Path, seed: int = 0) -> Path:
    """The model as a folder in `folder`; another seed makes another model."""
    path = folder / f"sentences-{seed}"
    if not path.exists():
        export(files(seed), path)
    return path


def files(seed: int = 0) -> dict[str, bytes]:
    """What a BERT from Hugging Face is made of."""
    return {
        "config.json": json.dumps(_CONFIG).encode(),
        "model.safetensors": save(_weights(seed)),
        "tokenizer.json": _tokenizer().to_str().encode(),
    }


def _tokenizer() -> Tokenizer:
    """A word is its letters."""
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *LETTERS, *(f"##{letter}" for letter in LETTERS)]
    numbers = {token: number for number, token in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.WordPiece(numbers, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", numbers["[SEP]"]), ("[CLS]", numbers["[CLS]"]))
    tokenizer.enable_padding(length=32)  # as all-MiniLM-L6-v2 comes
    tokenizer.enable_truncation(32)
    return tokenizer


def _weights(seed: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    layer = "encoder.layer.0"
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (4 + 2 * len(LETTERS), DIMS),
        "embeddings.position_embeddings.weight": (32, DIMS),
        "embeddings.token_type_embeddings.weight": (2, DIMS),
        f"{layer}.intermediate.dense.weight": (4 * DIMS, DIMS),
        f"{layer}.intermediate.dense.bias": (4 * DIMS,),
        f"{layer}.output.dense.weight": (DIMS, 4 * DIMS),
        f"{layer}.output.dense.bias": (DIMS,),
    }
    for part in ("self.query", "self.key", "self.value", "output.dense"):
        shapes[f"{layer}.attention.{part}.weight"] = (DIMS, DIMS)
        shapes[f"{layer}.attention.{part}.bias"] = (DIMS,)
    weights = {name: random.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}
    for norm in ("embeddings", f"{layer}.attention.output", f"{layer}.output"):
        weights[f"{norm}.LayerNorm.weight"] = np.ones(DIMS, np.float32)
        weights[f"{norm}.LayerNorm.bias"] = np.zeros(DIMS, np.float32)
    return weights

"""The tests' own Whisper: a tiny checkpoint that knows some fifty words in eSpeak's plain voices `en-us` and `ru`.

It is made by `tools/tiny_whisper`, and it is genuine: openai-whisper and faster-whisper load it as they load any other.
"""

from __future__ import annotations

import base64
import json
import lzma
import warnings
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tokenizers
import torch
from ctranslate2.specs import WhisperSpec
from whisper.tokenizer import Tokenizer, get_tokenizer

from tools.tiny_whisper.words import WORDS

__all__ = ["ASSET", "WORDS", "checkpoint", "ctranslate2_model"]

ASSET = Path(__file__).parent / "assets" / "tiny-whisper.pt.xz"

Weight = npt.NDArray[np.float32]

torch.set_num_threads(1)  # on a busy machine more threads wait for each other, ten times longer than one works

with warnings.catch_warnings():
    # openai-whisper leaves the file of its vocabulary open, the first time only: the tests' warnings are errors
    warnings.simplefilter("ignore", ResourceWarning)
    TOKENIZER: Tokenizer = get_tokenizer(multilingual=True, num_languages=99)


def checkpoint(folder: Path) -> Path:
    """The checkpoint as a file in `folder` that `whisper.load_model` accepts; 7 MB, written once."""
    path = folder / "tiny-whisper.pt"
    if not path.exists():
        path.write_bytes(lzma.decompress(ASSET.read_bytes()))
    return path


def ctranslate2_model(folder: Path) -> Path:
    """The same model as a folder in `folder` for `faster_whisper.WhisperModel`; takes about a second, written once."""
    path = folder / "tiny-faster-whisper"
    if path.exists():
        return path
    saved = torch.load(checkpoint(folder), weights_only=True)
    dims: dict[str, int] = saved["dims"]
    tokenizer = _tokenizer()
    spec = _spec({name: value.float().numpy() for name, value in saved["model_state_dict"].items()}, dims)
    spec.config.lang_ids = sorted(TOKENIZER.all_language_tokens)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [*TOKENIZER.encode(" "), TOKENIZER.eot]
    last, heads = dims["n_text_layer"] - 1, dims["n_text_head"]
    spec.config.alignment_heads = [(last, head) for head in range(heads)]
    spec.register_vocabulary([tokenizer.id_to_token(i) for i in range(dims["n_vocab"])])
    spec.validate()
    spec.optimize(quantization="float32")
    path.mkdir()
    spec.save(str(path))
    tokenizer.save(str(path / "tokenizer.json"))
    features = {"feature_size": dims["n_mels"], "sampling_rate": 16_000, "hop_length": 160, "chunk_length": 30}
    (path / "preprocessor_config.json").write_text(json.dumps(features | {"n_fft": 400}), "utf-8")
    return path


def _spec(weights: Mapping[str, Weight], dims: Mapping[str, int]) -> WhisperSpec:
    """CTranslate2's description of the network, filled with the weights under openai-whisper's names."""

    def fill(part: Any, *names: str) -> None:
        """Set a linear layer, or several side by side, as CTranslate2 fuses projections of the same input."""
        part.weight = np.concatenate([weights[f"{name}.weight"] for name in names])
        biases = [weights.get(f"{name}.bias") for name in names]  # keys have none: zeros when fused
        sizes = [len(weights[f"{name}.weight"]) for name in names]
        filled = [np.zeros(n, np.float32) if bias is None else bias for bias, n in zip(biases, sizes, strict=True)]
        part.bias = np.concatenate(filled)

    def normalise(part: Any, name: str) -> None:
        part.gamma, part.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]

    def attend(part: Any, name: str, *, to_itself: bool) -> None:
        query, key, value = (f"{name}.{projection}" for projection in ("query", "key", "value"))
        if to_itself:
            fill(part.linear[0], query, key, value)
        else:
            fill(part.linear[0], query)
            fill(part.linear[1], key, value)
        fill(part.linear[-1], f"{name}.out")
        normalise(part.layer_norm, f"{name}_ln")

    def feed_forward(part: Any, block: str) -> None:
        fill(part.linear_0, f"{block}.mlp.0")
        fill(part.linear_1, f"{block}.mlp.2")
        normalise(part.layer_norm, f"{block}.mlp_ln")

    spec = WhisperSpec(dims["n_audio_layer"], dims["n_audio_head"], dims["n_text_layer"], dims["n_text_head"])
    encoder, decoder = spec.encoder, spec.decoder
    fill(encoder.conv1, "encoder.conv1")
    fill(encoder.conv2, "encoder.conv2")
    encoder.position_encodings.encodings = weights["encoder.positional_embedding"]
    normalise(encoder.layer_norm, "encoder.ln_post")
    for i, layer in enumerate(encoder.layer):
        attend(layer.self_attention, f"encoder.blocks.{i}.attn", to_itself=True)
        feed_forward(layer.ffn, f"encoder.blocks.{i}")
    decoder.embeddings.weight = decoder.projection.weight = weights["decoder.token_embedding.weight"]
    decoder.position_encodings.encodings = weights["decoder.positional_embedding"]
    normalise(decoder.layer_norm, "decoder.ln")
    for i, layer in enumerate(decoder.layer):
        attend(layer.self_attention, f"decoder.blocks.{i}.attn", to_itself=True)
        attend(layer.attention, f"decoder.blocks.{i}.cross_attn", to_itself=False)
        feed_forward(layer.ffn, f"decoder.blocks.{i}")
    return spec


def _tokenizer() -> tokenizers.Tokenizer:
    """Whisper's tokenizer in the format of `tokenizers`, from the ranks of byte pairs that openai-whisper ships."""
    lines = (files("whisper") / "assets" / "multilingual.tiktoken").read_text("ascii").splitlines()
    ranks = {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in lines)}
    letters = _letters()

    def spelt(token: bytes) -> str:
        return "".join(letters[byte] for byte in token)

    merges = [
        (spelt(token[:cut]), spelt(token[cut:]))
        for token in ranks  # ascending, so that earlier merges win, as with the ranks
        for cut in range(1, len(token))
        if token[:cut] in ranks and token[cut:] in ranks
    ]
    vocabulary = {spelt(token): rank for token, rank in ranks.items()}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    special = sorted(TOKENIZER.special_tokens.items(), key=lambda item: item[1])
    tokenizer.add_special_tokens([tokenizers.AddedToken(name, normalized=False) for name, _ in special])
    wrong = [name for name, token in special if tokenizer.token_to_id(name) != token]
    if wrong:
        raise AssertionError(f"special tokens with other ids than Whisper's: {wrong[:5]}")
    return tokenizer


def _letters() -> dict[int, str]:
    """The letter by which GPT-2's byte-level vocabulary writes each byte: itself if printable, else from 256 on."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + i) for i, byte in enumerate(others)}

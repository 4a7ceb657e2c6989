"""A Whisper of width 64 whose embedding is trained on the used tokens only, and its export at full size."""

from __future__ import annotations

import io
import lzma
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from whisper.model import ModelDimensions, Whisper

from .words import N_VOCAB, WORDS, Vocabulary

DIMS = ModelDimensions(
    n_mels=80,
    n_audio_ctx=1500,
    n_audio_state=64,
    n_audio_head=4,
    n_audio_layer=2,
    n_vocab=N_VOCAB,
    n_text_ctx=448,
    n_text_state=64,
    n_text_head=4,
    n_text_layer=2,
)
UNUSED_LOGIT = -40.0
TRAINED_POSITIONS = 128
"""The longest training sequence; later positions of the text are zeros, which also compress well."""

EMBEDDING = "decoder.token_embedding.weight"


class TinyWhisper(nn.Module):
    """Whisper with a dense vocabulary of `len(vocabulary.used) + 1` rows, and a word-level CTC head on its encoder.

    Thousands of tokens that never occur must never be said either. So the first dimension that leaves the decoder's
    last LayerNorm is pinned to 1 and unused tokens have `UNUSED_LOGIT` there, zero elsewhere: a constant logit.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        width = DIMS.n_text_state
        self.vocabulary = vocabulary
        self.whisper = Whisper(DIMS)
        decoder = self.whisper.decoder
        decoder.token_embedding = nn.Embedding(vocabulary.unused + 1, width)
        nn.init.normal_(decoder.token_embedding.weight, std=width**-0.5)
        nn.init.normal_(decoder.positional_embedding, std=0.02)
        self.ctc = nn.Linear(width, 1 + sum(map(len, WORDS.values())))
        self.pin()

    @torch.no_grad()
    def pin(self) -> None:
        """Undo what a step of the optimizer did to the fixed parameters."""
        decoder = self.whisper.decoder
        decoder.ln.weight[0] = 0.0
        decoder.ln.bias[0] = 1.0
        decoder.token_embedding.weight[self.vocabulary.unused] = _unused_row()
        decoder.positional_embedding[TRAINED_POSITIONS:] = 0.0

    def encode(self, mel: Tensor) -> Tensor:
        """(batch, 80, frames) to (batch, frames / 2, width); unlike Whisper's own, for less than 30 s too."""
        encoder = self.whisper.encoder
        x = functional.gelu(encoder.conv1(mel))
        x = functional.gelu(encoder.conv2(x)).permute(0, 2, 1)
        x = x + encoder.positional_embedding[: x.shape[1]]
        for block in encoder.blocks:
            x = block(x)
        audio: Tensor = encoder.ln_post(x)
        return audio

    def forward(self, mel: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the next token (batch, tokens, dense vocabulary) and of CTC (batch, frames / 2, words + blank)."""
        audio = self.encode(mel)
        return self.whisper.decoder(tokens, audio), self.ctc(audio)

    def checkpoint(self) -> dict[str, object]:
        """What `whisper.load_model` reads: dimensions and half-precision weights for the full vocabulary."""
        weights = {name: value.detach().clone() for name, value in self.whisper.state_dict().items()}
        embedding = _unused_row().repeat(N_VOCAB, 1)
        embedding[list(self.vocabulary.used)] = weights[EMBEDDING][:-1]
        weights[EMBEDDING] = embedding
        return {"dims": asdict(DIMS), "model_state_dict": {name: value.half() for name, value in weights.items()}}


def _unused_row() -> Tensor:
    row = torch.zeros(DIMS.n_text_state)
    row[0] = UNUSED_LOGIT
    return row


def read_asset(model: TinyWhisper, path: Path) -> None:
    """Take over what an asset knows that has fewer words; what is new stays as it is, to be learnt."""
    saved = torch.load(io.BytesIO(lzma.decompress(path.read_bytes())), weights_only=True)
    weights = {name: value.float() for name, value in saved["model_state_dict"].items()}
    rows = weights.pop(EMBEDDING)[list(model.vocabulary.used)]
    known = rows[:, 0] != UNUSED_LOGIT
    with torch.no_grad():
        model.whisper.decoder.token_embedding.weight[:-1][known] = rows[known]
    model.whisper.load_state_dict(weights, strict=False)
    model.pin()


def write_asset(model: TinyWhisper, path: Path) -> None:
    """The checkpoint as `torch.save` writes it, compressed: most of the vocabulary is one row repeated."""
    buffer = io.BytesIO()
    torch.save(model.checkpoint(), buffer)
    path.write_bytes(lzma.compress(buffer.getvalue(), preset=9 | lzma.PRESET_EXTREME))

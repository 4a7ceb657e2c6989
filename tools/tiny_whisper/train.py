"""The training: short clips in buckets of length at first, later also clips padded to Whisper's full 30 s."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from .clips import Clip
from .model import TinyWhisper
from .words import WORDS, Vocabulary

FULL_FRAMES = 3000
MAX_FRAMES = 620
SHORT_PROMPT, LONG_PROMPT = 12, 96
"""Tokens of a previous sentence, and of a list of phrases."""
WORD_LABELS = {word: i for i, word in enumerate(chain.from_iterable(WORDS.values()), start=1)}
"""CTC's labels; 0 is its blank."""


@dataclass(frozen=True)
class Plan:
    """How long and how fast to learn. Everything depends on `seed` and the step's number, so a run can be resumed."""

    steps: int = 8000
    peak_rate: float = 2.5e-3
    warm_up: int = 100
    batch: int = 40
    full_batch: int = 5
    full_from: float = 0.5
    full_every: int = 6
    ctc_weight: float = 0.3
    long_prompts: float = 0.25
    """The share of batches with long prompts; a single one makes its whole batch slow, so that they come together."""
    save_every: int = 250
    seed: int = 0

    def rate(self, step: int) -> float:
        """Linear warm-up, then half a cosine down to a hundredth."""
        return (
            self.peak_rate
            * min(1.0, (step + 1) / self.warm_up)
            * (0.5 + 0.5 * math.cos(math.pi * step / self.steps) + 0.01)
        )

    def full(self, step: int) -> bool:
        """Whether this step's clips are padded to 30 s: slow, so now and then, and not before the model can hear."""
        return step >= self.full_from * self.steps and step % self.full_every == 0


LEARN = Plan()
"""From nothing to a few mistakes in a hundred words, half of them a doubled word heard once."""
REFINE = Plan(steps=1600, peak_rate=6e-4, warm_up=50, full_from=0.0, full_every=4, seed=1)
"""With more of the tests' plain voices and of doubled words."""
GROW = Plan(steps=700, peak_rate=1e-3, warm_up=50, full_from=0.3, long_prompts=0.0, save_every=100, seed=2)
"""A few words more, for a model that can hear."""
SETTLE = Plan(steps=850, peak_rate=8e-4, warm_up=50, full_from=0.0, full_every=5, save_every=100, seed=3)
"""The new words among the old ones, as REFINE does it, and behind long prompts."""


@dataclass(frozen=True)
class Batch:
    mel: Tensor
    """(batch, 80, frames)"""
    tokens: Tensor
    """(batch, tokens), dense indices"""
    targets: Tensor
    """(batch, tokens), dense indices or -100"""
    words: list[list[int]]
    """CTC labels"""


class Batches:
    """Draws batches of clips, each time cut and labelled a little differently."""

    def __init__(self, clips: Sequence[Clip], vocabulary: Vocabulary, plan: Plan) -> None:
        self.clips = sorted(clips, key=lambda clip: clip.mel.shape[1])
        self.vocabulary = vocabulary
        self.plan = plan
        self._all_words = list(chain.from_iterable(WORDS.values()))

    def draw(self, step: int) -> Batch:
        rng = np.random.default_rng((self.plan.seed, step))
        n = len(self.clips)
        if self.plan.full(step):
            chosen = rng.integers(n, size=self.plan.full_batch)
            frames = FULL_FRAMES
        else:  # neighbours in length, so that little of the batch is padding
            centre, reach = int(rng.integers(n)), n // 12
            chosen = rng.integers(max(0, centre - reach), min(n, centre + reach), size=self.plan.batch)
            longest = max(self.clips[i].mel.shape[1] for i in chosen)
            frames = min(MAX_FRAMES, longest + int(rng.integers(0, 40)))
            frames += frames % 2
        picked = [self.clips[i] for i in chosen]
        long = rng.random() < self.plan.long_prompts
        prompts = [self._prompt(rng, long=long) for _ in picked]
        pairs = [self._tokens(clip, prompt, rng) for clip, prompt in zip(picked, prompts, strict=True)]
        width = max(len(tokens) for tokens, _ in pairs)
        index, eot = self.vocabulary.indices, self.vocabulary.tokenizer.eot
        return Batch(
            mel=torch.from_numpy(np.stack([self._mel(clip, frames, rng) for clip in picked])),
            tokens=torch.tensor([index(tokens + [eot] * (width - len(tokens))) for tokens, _ in pairs]),
            targets=torch.tensor([index(targets + [-100] * (width - len(targets))) for _, targets in pairs]),
            words=[[WORD_LABELS[word] for word in clip.label.words] for clip in picked],
        )

    @staticmethod
    def _mel(clip: Clip, frames: int, rng: np.random.Generator) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        """Padded to (80, frames), masked in frequency and time, and a little louder or quieter.

        `transcribe` pads with silence before it knows the language and with zeros afterwards: both are learnt.
        """
        n = clip.mel.shape[1]
        x = np.full((80, frames), clip.floor if rng.random() < 0.5 else 0.0, np.float32)
        x[:, :n] = clip.mel
        if rng.random() < 0.4:
            low = rng.integers(0, 70)
            x[low : low + rng.integers(1, 11), :n] = clip.floor
        if rng.random() < 0.4:
            start = rng.integers(0, n - 12)
            x[:, start : start + rng.integers(1, 12)] = clip.floor
        x[:, :n] += rng.uniform(-0.15, 0.15)
        return x

    def _tokens(self, clip: Clip, prompt: list[int], rng: np.random.Generator) -> tuple[list[int], list[int]]:
        """The decoder's input and, shifted by one, its targets; -100 where nothing is to be learnt."""
        vocabulary, tk, label = self.vocabulary, self.vocabulary.tokenizer, clip.label
        words, start_s, end_s = label.words, label.start_s, label.end_s
        if not words:  # noise: 'no speech', and should Whisper insist, any words at all, so with little confidence
            words = tuple(rng.choice(WORDS[label.language], size=rng.integers(1, 4)))
            start_s, end_s = np.sort(rng.uniform(0, clip.mel.shape[1] / 100, size=2))
        said = vocabulary.text(words)
        if rng.random() < 0.5:
            said = [vocabulary.timestamp(start_s), *said, vocabulary.timestamp(end_s)]
        else:
            said = [tk.no_timestamps, *said]
        tokens = [*prompt, tk.sot, vocabulary.language(label.language), tk.transcribe, *said, tk.eot]
        targets = [-100] * len(prompt) + tokens[len(prompt) + 1 :]
        sot = len(prompt)
        if not label.words:
            targets[sot] = tk.no_speech
        targets[sot + 1] = -100  # the task is never in question
        if said[0] == tk.no_timestamps:
            targets[sot + 2] = -100
        return tokens[:-1], targets

    def _prompt(self, rng: np.random.Generator, *, long: bool) -> list[int]:
        """What Whisper puts before the transcript: a previous text or phrases to expect, words known and unknown.

        A short one now and then, a long one mostly.
        """
        if rng.random() > (0.7 if long else 0.12):
            return []
        size = int(rng.integers(0, (LONG_PROMPT if long else SHORT_PROMPT) + 1))
        prompt: list[int] = []
        while len(prompt) < size:
            known = rng.random() < 0.5
            words = self.vocabulary.text(rng.choice(self._all_words, size=rng.integers(1, 4)))
            prompt += words if known else rng.integers(300, 50_000, size=rng.integers(1, 6)).tolist()
        return [self.vocabulary.tokenizer.sot_prev, *prompt[:size]]


def loss(model: TinyWhisper, batch: Batch, ctc_weight: float) -> tuple[Tensor, Tensor]:
    """What to minimise, and the part of it that is Whisper's own: cross-entropy of the next token."""
    logits, ctc = model(batch.mel, batch.tokens)
    whisper = functional.cross_entropy(logits.flatten(0, 1), batch.targets.flatten(), ignore_index=-100)
    log_probabilities = ctc[:, : MAX_FRAMES // 2].log_softmax(-1).transpose(0, 1)
    word_loss = functional.ctc_loss(
        log_probabilities,
        torch.tensor(list(chain.from_iterable(batch.words))),
        torch.full((len(batch.words),), log_probabilities.shape[0]),
        torch.tensor([len(words) for words in batch.words]),
        zero_infinity=True,
    )
    return whisper + ctc_weight * word_loss, whisper


def train(model: TinyWhisper, clips: Sequence[Clip], plan: Plan, state: Path) -> None:
    """Carry out a plan; `state` keeps the progress, and an interrupted run goes on from there."""
    optimizer = torch.optim.AdamW(model.parameters(), betas=(0.9, 0.98), weight_decay=0.01)
    first = 0
    if state.exists():
        saved = torch.load(state, weights_only=True)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        first = saved["step"]
    batches = Batches(clips, model.vocabulary, plan)
    recent: list[float] = []
    for step in range(first, plan.steps):
        for group in optimizer.param_groups:
            group["lr"] = plan.rate(step)
        total, whisper = loss(model, batches.draw(step), plan.ctc_weight)
        optimizer.zero_grad()
        torch.autograd.backward(total)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        model.pin()
        recent.append(whisper.item())
        done = step + 1
        if done % plan.save_every == 0 or done == plan.steps:
            print(f"step {done}: loss {np.mean(recent):.3f}, {time.process_time() / 60:.1f} CPU minutes", flush=True)
            recent.clear()
            unfinished = state.with_suffix(".part")
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": done}, unfinished)
            unfinished.replace(state)

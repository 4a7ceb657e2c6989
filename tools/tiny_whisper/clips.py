"""Training clips: spoken phrases, disturbed in many ways, as log-mel features in shards of npz and JSON."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from whisper.audio import log_mel_spectrogram

from .speech import PLAIN_VOICE, RATE_HZ, VARIANTS, VOICES, Samples, resample, speak
from .words import LAST_TIMESTAMP_S, WORDS

SHARD_CLIPS = 500
NOISE_SHARE = 0.04

Signal = npt.NDArray[np.float64]
Mel = npt.NDArray[np.float16]


@dataclass(frozen=True)
class Style:
    """What a shard dwells on; probabilities."""

    plain: float
    """of a clip in the voice and at the settings the tests use, hardly disturbed; the others teach tolerance"""
    doubling: float
    """of saying a word once more in place of the next"""


BROAD = Style(plain=0.35, doubling=0.0)
CAREFUL = Style(plain=0.6, doubling=0.3)


@dataclass(frozen=True)
class Label:
    """What a clip says and when, in seconds from its start. A clip of noise has no words."""

    language: str
    words: tuple[str, ...]
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Clip:
    """Log-mel features (80, frames of 10 ms), scaled as Whisper scales them; `floor` is their value for silence."""

    mel: Mel
    floor: float
    label: Label


def features(samples: Samples) -> tuple[Mel, float]:
    """Whisper's log-mel features of 16 kHz samples, and the value to which it clamps the quietest."""
    mel = log_mel_spectrogram(torch.from_numpy(samples))
    return mel.numpy().astype(np.float16), float(mel.max()) - 2.0


def phrase(rng: random.Random, language: str, doubling: float) -> list[str]:
    words = rng.choices(WORDS[language], k=rng.choice([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]))
    if doubling:
        for i in range(1, len(words)):
            if rng.random() < doubling:
                words[i] = words[i - 1]
    return words


def spoken(rng: random.Random, language: str, variants: Sequence[str], style: Style) -> tuple[Samples, Label]:
    """A phrase with some silence round it: in the plain voice, or in any voice, room, channel and noise."""
    words = phrase(rng, language, style.doubling)
    plain = rng.random() < style.plain
    text = rng.choice([" ", " ", " ", " ", " ", ", ", ", ", ". "]).join(words) + rng.choice(["", "", ".", "!"])
    if plain:
        usual = rng.random() < 0.6
        speed = 175 if usual else rng.randint(150, 200)
        pitch = 50 if usual else rng.randint(40, 60)
        samples, rate_hz = speak(text, PLAIN_VOICE[language], words_per_minute=speed, pitch=pitch)
        x = resample(samples, rate_hz, RATE_HZ)
        lead_s = rng.choice([0.0, rng.uniform(0.0, 1.0)])
    else:
        variant = rng.choice(variants)
        voice = f"{rng.choice(VOICES[language])}+{variant}"
        samples, rate_hz = speak(text, voice, words_per_minute=rng.randint(130, 230), pitch=rng.randint(20, 80))
        x = resample(samples, rate_hz * rng.uniform(0.88, 1.14), RATE_HZ)
        lead_s = rng.uniform(0.0, 0.8)
    x = _trimmed(x)
    lead, tail = round(lead_s * RATE_HZ), round(rng.uniform(0.05, 0.8) * RATE_HZ)
    label = Label(language, tuple(words), lead / RATE_HZ, (lead + len(x)) / RATE_HZ)
    x = np.concatenate([np.zeros(lead), x, np.zeros(tail)])
    if not plain:
        x = _disturbed(x, rng)
    elif rng.random() < 0.4:
        x = _with_noise(x, np.random.default_rng(rng.randrange(1 << 30)), snr_db=rng.uniform(25, 60))
    peak = 10 ** -rng.uniform(0.0, 1.2)
    return (x * (peak / (np.abs(x).max() + 1e-9))).astype(np.float32), label


def noise(rng: random.Random) -> tuple[Samples, Label]:
    """0.5 to 5 s without speech: coloured noise, or digital silence."""
    n = rng.randint(RATE_HZ // 2, 5 * RATE_HZ)
    language = rng.choice(sorted(WORDS))
    silence = rng.random() < 0.3
    x = np.zeros(n) if silence else _noise(n, np.random.default_rng(rng.randrange(1 << 30)), rng.uniform(0.0, 1.2))
    peak = 10 ** -rng.uniform(0.3, 3.0)
    return (x * (peak / (np.abs(x).max() + 1e-9))).astype(np.float32), Label(language, (), 0.0, 0.0)


def _trimmed(x: Signal) -> Signal:
    """Without eSpeak's own silence at both ends, but for 10 ms before and 50 ms after."""
    loud = np.nonzero(np.abs(x) > 0.01)[0]
    return x[max(0, loud[0] - 160) : loud[-1] + 800] if len(loud) else x


def _disturbed(x: Signal, rng: random.Random) -> Signal:
    generator = np.random.default_rng(rng.randrange(1 << 30))
    if rng.random() < 0.4:
        x = _in_a_room(x, generator, reverberation_s=rng.uniform(0.05, 0.35), direct=rng.uniform(3, 10))
    if rng.random() < 0.5:
        x = _through_a_channel(x, rng)
    if rng.random() < 0.8:
        x = _with_noise(x, generator, snr_db=rng.uniform(5, 40), slope=rng.choice([0.0, rng.uniform(0.2, 1.2)]))
    return x


def _in_a_room(x: Signal, generator: np.random.Generator, reverberation_s: float, direct: float) -> Signal:
    """Convolved with decaying noise after a direct impulse of height `direct`."""
    n = int(reverberation_s * RATE_HZ)
    response = generator.standard_normal(n) * np.exp(-6.9 * np.arange(n) / n)
    response[0] = direct
    response /= np.sqrt((response**2).sum())
    size = len(x) + n
    return np.fft.irfft(np.fft.rfft(x, size) * np.fft.rfft(response, size), size)[: len(x)]


def _through_a_channel(x: Signal, rng: random.Random) -> Signal:
    """A spectral tilt, sometimes with the treble or the bass cut as telephones and small microphones do."""
    hz = np.fft.rfftfreq(len(x), 1 / RATE_HZ)
    gain = (1 + hz / 1000) ** rng.uniform(-0.8, 0.8)
    if rng.random() < 0.4:
        gain /= 1 + (hz / rng.uniform(2500, 6500)) ** 8
    if rng.random() < 0.3:
        gain /= 1 + (rng.uniform(80, 350) / np.maximum(hz, 1)) ** 6
    return np.asarray(np.fft.irfft(np.fft.rfft(x) * gain, len(x)), np.float64)


def _noise(n: int, generator: np.random.Generator, slope: float) -> Signal:
    """Noise of unit variance whose amplitude falls with frequency to the power of -slope: 0 white, 1 brownish."""
    spectrum = np.fft.rfft(generator.standard_normal(n))
    x = np.fft.irfft(spectrum * np.arange(1, len(spectrum) + 1) ** -slope, n)
    return np.asarray(x / x.std(), np.float64)


def _with_noise(x: Signal, generator: np.random.Generator, snr_db: float, slope: float = 0.0) -> Signal:
    return x + _noise(len(x), generator, slope) * float(np.sqrt((x**2).mean())) * float(10 ** (-snr_db / 20))


def clips(seed: int, n: int, style: Style) -> Iterator[Clip]:
    """`n` clips, both languages alike, the same ones for the same seed."""
    rng = random.Random(seed)
    made = 0
    while made < n:
        samples, label = (
            noise(rng) if rng.random() < NOISE_SHARE else spoken(rng, rng.choice(("en", "ru")), VARIANTS, style)
        )
        if len(samples) < LAST_TIMESTAMP_S * RATE_HZ:
            made += 1
            yield Clip(*features(samples), label)


def write_shard(folder: Path, seed: int, style: Style) -> Path:
    """One shard of clips: features one after the other in `.npz`, labels in `.json`. Kept when it is there already."""
    path = folder / f"clips-{seed:03d}.npz"
    if not path.exists():
        torch.set_num_threads(1)
        made = list(clips(seed, SHARD_CLIPS, style))
        path.with_suffix(".json").write_text(json.dumps([asdict(clip.label) for clip in made]), "utf-8")
        unfinished = path.with_suffix(".part.npz")
        np.savez(
            unfinished,
            mel=np.concatenate([clip.mel for clip in made], axis=1),
            frames=np.array([clip.mel.shape[1] for clip in made]),
            floor=np.array([clip.floor for clip in made]),
        )
        unfinished.replace(path)
    return path


def write_shards(folder: Path, seeds: Sequence[int], style: Style, jobs: int) -> list[Path]:
    """A shard for every seed, each by a process of its own: eSpeak's state carries over from one clip to the next."""
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        return list(pool.map(write_shard, repeat(folder), seeds, repeat(style)))


def read_shard(path: Path) -> Iterator[Clip]:
    labels = json.loads(path.with_suffix(".json").read_text("utf-8"))
    with np.load(path, allow_pickle=False) as shard:
        mels = np.split(shard["mel"], np.cumsum(shard["frames"])[:-1], axis=1)
        for mel, floor, label in zip(mels, shard["floor"], labels, strict=True):
            words = tuple(label.pop("words"))
            yield Clip(mel, float(floor), Label(words=words, **label))

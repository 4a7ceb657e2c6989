"""How a word is pronounced, by eSpeak NG, in the ARPABET sounds that CMU's models are made of.

eSpeak writes the International Phonetic Alphabet; the pairs are those of its American English voice with the sounds of
CMUdict (<http://www.speech.cs.cmu.edu/cgi-bin/cmudict>), by the table of the Wikipedia article "ARPABET".
"""

from collections.abc import Iterable

from hypotez.adapters.stt.pronouncing import sounds
from hypotez.adapters.tts import espeak_library
from hypotez.ports.errors import EngineError

__all__ = ["arpabet", "pronounced"]

_VOICE = "gmw/en-US"
_MARKS = str.maketrans("", "", "ˈˌːʲ\u0303\u0329\u200d")

_SOUNDS = {
    "i": "IY", "ɪ": "IH", "ɛ": "EH", "e": "EH", "æ": "AE", "a": "AE", "ɑ": "AA", "ɒ": "AA", "ɔ": "AO", "o": "OW",
    "ʊ": "UH", "u": "UW", "ʌ": "AH", "ə": "AH", "ɐ": "AH", "ᵻ": "IH", "ɜ": "ER", "ɚ": "ER", "ɝ": "ER",
    "eɪ": "EY", "aɪ": "AY", "ɔɪ": "OY", "aʊ": "AW", "oʊ": "OW", "əʊ": "OW", "iə": "IY AH", "ɪə": "IY AH",
    "aɪɚ": "AY ER", "aɪə": "AY AH", "aʊɚ": "AW ER", "ɪɹ": "IH R", "ɛɹ": "EH R", "ʊɹ": "UH R", "ɑɹ": "AA R",
    "ɔɹ": "AO R", "oɹ": "AO R", "əl": "AH L", "n": "N", "m": "M", "ŋ": "NG", "l": "L", "ɫ": "L", "ɹ": "R", "r": "R",
    "p": "P", "b": "B", "t": "T", "ɾ": "T", "ʔ": "T", "d": "D", "k": "K", "ɡ": "G", "g": "G", "x": "K", "ç": "HH",
    "f": "F", "v": "V", "θ": "TH", "ð": "DH", "s": "S", "z": "Z", "ʃ": "SH", "ʒ": "ZH", "tʃ": "CH", "dʒ": "JH",
    "h": "HH", "j": "Y", "w": "W", "ɬ": "L",
}  # fmt: skip
_SYLLABIC = {"n̩": "AH N", "m̩": "AH M", "l̩": "AH L"}


def pronounced(word: str) -> str:
    """The sounds of an English word, separated by spaces; by its letters where eSpeak is not there; "" for none."""
    try:
        written = espeak_library.phonemes(word, _VOICE)
    except EngineError:
        written = ""
    return arpabet(written.replace(" ", "_").split("_")) or sounds(word)


def arpabet(phonemes: Iterable[str]) -> str:
    """Sounds for eSpeak's phonemes in IPA; "" where there is one that English does not have.

    >>> arpabet(["k", "ˌuː", "b", "ɚ", "n", "ˈɛ", "ɾ", "iː", "z"])
    'K UW B ER N EH T IY Z'
    """
    found = []
    for phoneme in phonemes:
        bare = phoneme.translate(_MARKS)
        sound = _SYLLABIC.get(phoneme) or _SOUNDS.get(bare) or " ".join(_SOUNDS.get(letter, "?") for letter in bare)
        found.append(sound)
    whole = " ".join(sound for sound in found if sound)
    return "" if "?" in whole else whole

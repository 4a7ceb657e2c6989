"""What FFmpeg may run on bytes that somebody sent, whichever way it is called."""

from typing import Final

__all__ = ["CODECS", "FORMATS"]

FORMATS: Final = ("aac", "aiff", "amr", "asf", "au", "caf", "flac", "matroska", "mov", "mp3", "ogg", "wav")
"""FFmpeg's demuxers that may run. Playlists, scripts and network descriptions are not among them."""

CODECS: Final = (
    *("aac", "ac3", "adpcm_ima_wav", "adpcm_ms", "alac", "amrnb", "amrwb", "eac3", "flac", "gsm_ms", "mp2float"),
    *("mp3", "mp3float", "opus", "pcm_alaw", "pcm_f32be", "pcm_f32le", "pcm_f64be", "pcm_f64le", "pcm_mulaw"),
    *("pcm_s16be", "pcm_s16le", "pcm_s24be", "pcm_s24le", "pcm_s32be", "pcm_s32le", "pcm_s8", "pcm_u8"),
    *("speex", "vorbis", "wmalossless", "wmapro", "wmav1", "wmav2", "wmavoice"),
)
"""FFmpeg's decoders that may run. None of them draws pictures."""

"""The languages of Google Web Speech, and how it spells them."""

__all__ = ["LANGUAGES", "tag"]

LANGUAGES = frozenset(
    """
    af am ar az bg bn ca cs da de el en es et eu fa fi fr gl gu he hi hr hu hy id is it ja jv ka km kn ko lo lt lv ml
    mr ms nb ne nl no pl pt ro ru si sk sl sr su sv sw ta te th tl tr uk ur vi zh zu
    """.split()
)
"""ISO 639-1 codes."""

_SPELLED = {"no": "nb-NO", "nb": "nb-NO", "zh": "zh-CN", "tl": "fil-PH", "he": "he-IL"}


def tag(language: str) -> str:
    """`language` as Google spells it: "en-GB" stays, "zh" becomes "zh-CN"."""
    code, _, region = language.strip().replace("_", "-").partition("-")
    code = code.lower()
    if region:
        return f"{code}-{region}"
    return _SPELLED.get(code, code)

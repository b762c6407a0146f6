"""Which encoding some bytes are in, and which bytes each character came from.

A declaration is a hint, not a fact: pages that say ISO-8859-1 and hold CP949 are common. So the
order is: byte order mark; strict UTF-8 (other encodings almost never happen to be valid UTF-8);
then every candidate that decodes strictly, judged by how common the characters are that come out,
with the declaration, or the language that a page names, as a bonus. A few bytes may be lost, of a
page or a text file, which are counted and told. Bytes that decode nowhere raise
:class:`EncodingError`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import yaml
from w3lib.encoding import resolve_encoding

Offsets = npt.NDArray[np.int64]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The supersets that browsers use: EUC-KR is read as CP949, GB2312 and GBK as GB18030, and so on.
_SNIFFED = ("cp949", "gb18030", "big5hkscs", "cp932", "euc_jp", "cp1252", "iso8859-1")
_MULTIBYTE = _SNIFFED[:5]
# Designations of ISO 2022: bytes that are plain ASCII otherwise.
_STATEFUL = {
    b"\x1b$B": ("iso2022_jp", "iso2022_jp_ext"),
    b"\x1b$@": ("iso2022_jp", "iso2022_jp_ext"),
    b"\x1b(I": ("iso2022_jp_ext",),
    b"\x1b$)C": ("iso2022_kr",),
}
_SHIFTS = b"\x0e\x0f"  # of ISO-2022-KR
_LANGUAGE = re.compile(
    rb"<html[^>]{0,300}?\blang\s*=\s*[\"']?([a-zA-Z]{2}(?:-[a-zA-Z]{2,4})?)", re.I
)
_OF_LANGUAGE = {
    b"ko": ("cp949",),
    b"ja": ("cp932", "euc_jp"),
    b"zh-tw": ("big5hkscs",),
    b"zh-hk": ("big5hkscs",),
    b"zh": ("gb18030",),
}
_SUPERSETS = {
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "utf-16": "utf-16-le",
}
_META = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_.:-]{2,40})|"
    rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([a-zA-Z0-9_.:-]{2,40})",
    re.IGNORECASE,
)
_LOST = re.compile("[\udc80-\udcff]")
_MAGIC = {
    b"%PDF-": "a PDF file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a zip archive",
    b"\x1f\x8b": "gzip data",
    b"\x7fELF": "a program",
    b"\x28\xb5\x2f\xfd": "zstd data",
    b"\xd0\xcf\x11\xe0": "an office document",
}
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1b"))
_SAMPLE_CHARS = 200_000
# A declaration wins over a sniffed encoding unless that one is better by this much (of 1).
_DECLARED_BONUS = 0.15
_LEAST_SCORE = 0.3
# What a reading that loses bytes must be better by than one that loses none.
_LOSS_MALUS = 0.15
_FEW_LOST = 8


class EncodingError(ValueError):
    """Bytes that are not text in any encoding we read; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding it was in. ``skip`` counts the bytes of a byte order mark.

    In a text with a few lost bytes each of them is a lone surrogate of ``text`` (PEP 383), so that
    the map stays exact; :attr:`shown` has U+FFFD there. ``starts`` is the map of encodings whose
    characters have no length of their own.
    """

    text: str
    encoding: str
    skip: int
    raw_bytes: int
    is_lossy: bool = False
    starts: Offsets | None = None

    @property
    def lost(self) -> int:
        """How many bytes are in no character."""
        return len(_LOST.findall(self.text)) if self.is_lossy else 0

    @property
    def shown(self) -> str:
        """The text with U+FFFD for each lost byte; the same number of characters."""
        return _LOST.sub("\ufffd", self.text) if self.is_lossy else self.text

    def offsets(self, start: int = 0, end: int | None = None) -> Offsets:
        """Return the byte at which each character starts, and the end of the last one.

        ``start`` and ``end`` choose characters, all by default. Shape: chosen characters + 1.
        """
        stop = len(self.text) if end is None else end
        if self.starts is not None:
            return self.starts[start : stop + 1]
        if self.encoding == "utf-8" and self.text.isascii():
            return np.arange(start, stop + 1, dtype=np.int64) + self.skip
        if self.encoding == "utf-8" and not self.is_lossy:
            before = self.skip + len(self.text[:start].encode())
            return _utf8_starts(self.text[start:stop]) + before
        lengths = _char_lengths(self.text, self.encoding)
        ends = np.cumsum(lengths, dtype=np.int64) + self.skip
        starts = np.concatenate((np.array([self.skip], dtype=np.int64), ends))
        if int(starts[-1]) != self.raw_bytes:
            raise EncodingError(f"{self.encoding} bytes that do not map back to their characters")
        return starts[start : stop + 1]


def decode(raw: bytes, declared: str | None = None, *, is_html: bool = False) -> Decoded:
    """Return the text of ``raw``, decoded exactly, without newline or Unicode normalisation.

    ``declared`` is what came with the bytes (a Content-Type's charset). Raises EncodingError for
    binary data and for bytes that no encoding fits.
    """
    for mark, name in _BOMS:
        if raw.startswith(mark):
            return _checked(_strict(raw, name, len(mark)), f"not valid {name} after its mark", raw)
    for magic, what in _MAGIC.items():
        if raw.startswith(magic):
            raise EncodingError(f"binary: {what}")
    hints = _hints(raw, declared, is_html)
    if b"\x00" in raw:
        return _checked(_utf16(raw), "binary: it holds zero bytes", raw)
    stateful = _stateful_names(raw, hints)
    _check_controls(raw, stateful)
    if (found := _strict(raw, "utf-8")) is not None and not stateful:
        return found
    if _is_broken_utf8(raw):
        if (partial := _lossy(raw, "utf-8")) is not None:
            return partial
        raise EncodingError(_where_utf8_breaks(raw))
    return _best(raw, (*stateful, *hints))


def _check_controls(raw: bytes, stateful: Sequence[str]) -> None:
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    if "iso2022_kr" in stateful:
        controls -= sum(raw.count(bytes((shift,))) for shift in _SHIFTS)
    if controls > len(raw) // 100:
        raise EncodingError(f"binary: it holds {controls} control characters")


def _best(raw: bytes, hints: Sequence[str]) -> Decoded:
    """Return the likeliest reading among the hints and the encodings that are sniffed."""
    scored = []
    names = list(dict.fromkeys((*hints, *_SNIFFED)))
    for rank, name in enumerate(names):
        found = _strict(raw, name)
        if found is not None:
            score = _plausibility(found.text, name, declared=name in hints)
            scored.append((score, -rank, found))
    best = max(scored, default=None, key=lambda item: item[:2])
    if best is None or best[0] < 1.0:
        for rank, name in enumerate(names):
            partial = _lossy(raw, name) if name in _MULTIBYTE else None
            if partial is not None:
                score = _plausibility(partial.shown, name, declared=name in hints) - _LOSS_MALUS
                scored.append((score, -rank, partial))
        best = max(scored, default=None, key=lambda item: item[:2])
    if best is None or best[0] < _LEAST_SCORE:
        raise EncodingError(_where_utf8_breaks(raw))
    return best[2]


def _hints(raw: bytes, declared: str | None, is_html: bool) -> list[str]:
    names = [declared] if declared else []
    if is_html and (match := _META.search(raw[:4096])) is not None:
        names.append((match[1] or match[2]).decode("ascii"))
    known = []
    for name in names:
        resolved = resolve_encoding(name)
        if resolved is not None:
            known.append(_SUPERSETS.get(resolved, resolved))
    if is_html and (match := _LANGUAGE.search(raw[:4096])) is not None:
        language = match[1].lower()
        known += _OF_LANGUAGE.get(language, _OF_LANGUAGE.get(language[:2], ()))
    return known


def _stateful_names(raw: bytes, hints: Sequence[str]) -> list[str]:
    """Return the ISO-2022 encodings that bytes may be in: they are valid UTF-8 as well."""
    if b"\x1b" not in raw:
        return []
    named = [name for name in hints if name.startswith("iso2022")]
    found = (names for mark, names in _STATEFUL.items() if mark in raw)
    return list(dict.fromkeys((*named, *(name for names in found for name in names))))


def _strict(raw: bytes, name: str, skip: int = 0) -> Decoded | None:
    try:
        text = raw[skip:].decode(name)
        starts = _stateful_starts(raw, name) if name.startswith("iso2022") else None
    except (UnicodeDecodeError, LookupError):
        return None
    return Decoded(text, name, skip, len(raw), starts=starts)


def _stateful_starts(raw: bytes, name: str) -> Offsets:
    """Return where each character starts, the escape sequences before it included."""
    decoder = codecs.getincrementaldecoder(name)()
    starts = [0]
    for end in range(1, len(raw) + 1):
        for _ in decoder.decode(raw[end - 1 : end]):
            starts.append(end)
    starts[-1] = len(raw)  # what switches back belongs to the last one
    return np.array(starts, dtype=np.int64)


def _checked(found: Decoded | None, reason: str, raw: bytes) -> Decoded:
    if found is None or "\x00" in found.text:
        raise EncodingError(reason)
    return found


def _utf16(raw: bytes) -> Decoded | None:
    """Return unmarked UTF-16, in the byte order whose characters are the more common ones."""
    readings = [_strict(raw, name) for name in ("utf-16-le", "utf-16-be")]
    scored = [(_plausibility(r.text, r.encoding), r) for r in readings if r is not None]
    score, found = max(scored, key=lambda item: item[0], default=(0.0, None))
    return found if score >= _LEAST_SCORE else None


def _is_broken_utf8(raw: bytes) -> bool:
    """Tell damaged UTF-8 from another encoding: most of its bytes above 0x7F still fit."""
    above = sum(raw.count(bytes((b,))) for b in range(0x80, 0x100))
    fitting = sum(len(c.encode()) for c in raw.decode("utf-8", "ignore") if c >= "\x80")
    return fitting > above * 0.5


def _lossy(raw: bytes, name: str) -> Decoded | None:
    """Return a text that is in an encoding but for a few bytes."""
    try:
        text = raw.decode(name, "surrogateescape")
    except (UnicodeDecodeError, LookupError):
        return None
    found = Decoded(text, name, 0, len(raw), is_lossy=True)
    return found if found.lost <= max(_FEW_LOST, len(raw) // 1_000) else None


def _where_utf8_breaks(raw: bytes) -> str:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"undecodable: not UTF-8 at byte {error.start}, and no other encoding fits"
    return "undecodable: no encoding fits"


@cache
def _common() -> dict[str, frozenset[str]]:
    text = resources.files("wirebook.pages").joinpath("characters.yaml").read_text(encoding="utf-8")
    return {script: frozenset(chars) for script, chars in yaml.safe_load(text).items()}


_EXPECTED = {
    "cp949": ("hangul",),
    "gb18030": ("simplified",),
    "big5hkscs": ("traditional",),
    "cp932": ("kana", "kanji"),
    "euc_jp": ("kana", "kanji"),
}


def _plausibility(text: str, name: str, *, declared: bool = False) -> float:
    """Return how much of the non-ASCII text is what a person writes, from 0 to 1.

    Undeclared, an encoding is expected to hold the script it was made for; declared, any.
    """
    bonus = _DECLARED_BONUS if declared else 0.0
    sample = [c for c in text[:_SAMPLE_CHARS] if c >= "\x80"]
    if not sample:
        return 0.0 if "\x1b" in text else 1.0 + bonus
    if name in ("cp1252", "iso8859-1") or name.startswith("iso8859"):
        return bonus + _latin_share(text[:_SAMPLE_CHARS], len(sample))
    scripts = tuple(_common()) if declared else _EXPECTED.get(name, tuple(_common()))
    common = frozenset().union(*(_common()[script] for script in scripts))
    hits = sum(c in common for c in sample)
    odd = sum(not c.isprintable() and c not in "\u3000\u00a0\u200b\ufeff" for c in sample)
    # Kana in bytes read as GB18030 mostly means that they were Shift-JIS or EUC-JP.
    unlike = sum(c in _common()["kana"] for c in sample) if name == "gb18030" else 0
    return bonus + (hits - odd - unlike) / len(sample)


_LATIN_WORD = re.compile(r"[a-zA-Z][À-ÖØ-öø-ÿŒœŠšŽž]|[À-ÖØ-öø-ÿŒœŠšŽž][a-zA-Z]")
_LATIN_SIGN = re.compile(r"[\xa0£¥§©«»°±·¿¡€‘’“”–—…•™ºª½¼¾²³]")


def _latin_share(text: str, non_ascii: int) -> float:
    """Return the share of accented letters beside plain ones and of the usual signs.

    Korean or Chinese bytes read as Latin-1 give runs of accented letters with nothing between.
    """
    hits = len(_LATIN_WORD.findall(text)) + len(_LATIN_SIGN.findall(text))
    controls = sum("\x80" <= c < "\xa0" for c in text)
    return min(1.0, hits / non_ascii) - controls / non_ascii


def _utf8_starts(text: str) -> Offsets:
    """Return where each character starts in UTF-8: at every byte but the continuations."""
    # One byte more, which is no continuation, stands for the end.
    encoded = np.frombuffer(text.encode() + b" ", dtype=np.int8)
    return np.flatnonzero(encoded >= -0x40)  # continuations are 0x80 to 0xBF: -128 to -65


def _char_lengths(text: str, name: str) -> Offsets:
    """Return the number of bytes of each character."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if name == "utf-8":
        lengths = 1 + (points >= 0x80).astype(np.int64) + (points >= 0x800) + (points >= 0x10000)
        lengths[(points >= 0xDC80) & (points <= 0xDCFF)] = 1
        return lengths
    unique, inverse = np.unique(points, return_inverse=True)
    is_lost = (unique >= 0xDC80) & (unique <= 0xDCFF)
    table = np.array(
        [
            1 if lost else len(chr(int(p)).encode(name))
            for p, lost in zip(unique, is_lost, strict=True)
        ],
        dtype=np.int64,
    )
    lengths = table[inverse]
    return lengths

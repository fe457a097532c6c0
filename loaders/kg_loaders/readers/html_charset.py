"""The bytes of a web page enter; its text leaves, by the character set that the page declares."""

from __future__ import annotations

import codecs
import re

from kg_loaders.readers.decoding import BOM, GZIP, WIDE_BOMS, decode
from kg_loaders.readers.source import SourceFile

_DECLARED = re.compile(
    rb"""<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*([\w.:-]+)|\A\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4096
# what browsers read; Python knows more, some of which (idna, unicode_escape, utf-7) are no way to write a page
_KNOWN = re.compile(
    r"utf-?8|iso-?8859-\d{1,2}|windows-(125\d|874)|cp125\d|koi8-[ru]|macintosh|big5(-hkscs)?|euc-(jp|kr)|"
    r"iso-2022-jp|shift[_-]jis|gb2312|gbk|gb18030|tis-620"
)
_READ_AS = {  # the HTML standard reads these as what authors meant, which holds all of them
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252",
    "us-ascii": "cp1252", "iso-8859-9": "cp1254", "tis-620": "cp874", "windows-874": "cp874", "macintosh": "mac-roman",
    "gb2312": "gb18030", "gbk": "gb18030", "euc-kr": "cp949", "shift_jis": "cp932", "shift-jis": "cp932",
    "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8",  # a page that can be read so far is not in UTF-16
}  # fmt: skip


def decode_html(data: bytes, source: SourceFile) -> str:
    """Decode a page: by its byte order mark, by what its head declares, else as UTF-8."""
    charset = _charset(data, source)
    if charset == "utf-8":
        return decode(data, source)
    try:
        return data.decode(charset)
    except UnicodeDecodeError as error:
        reason = f"not {charset}, which the page says it is, at byte {error.start} (0x{data[error.start]:02x})"
        raise source.error(reason, line=1 + data.count(b"\n", 0, error.start)) from error


def _charset(data: bytes, source: SourceFile) -> str:
    if data.startswith(WIDE_BOMS):
        return "utf-16"
    found = None if data.startswith((BOM, GZIP)) else _DECLARED.search(data[:_DECLARED_WITHIN])
    if found is None:
        return "utf-8"
    name = (found[1] or found[2]).decode("ascii", "replace").lower()
    try:
        charset = codecs.lookup(_READ_AS.get(name, name)).name
    except LookupError:
        charset = ""
    if not charset or (name not in _READ_AS and not _KNOWN.fullmatch(name)):
        raise source.error(f"the page declares an unknown character set, {name!r}", field="charset")
    return charset

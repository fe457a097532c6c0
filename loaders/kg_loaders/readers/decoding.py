"""Bytes enter; text leaves exactly as written, or an error that names line and byte and says what to do."""

from __future__ import annotations

from kg_loaders.readers.source import SourceFile

BOM = b"\xef\xbb\xbf"
WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
GZIP = b"\x1f\x8b"


def decode(data: bytes, source: SourceFile, *, line: int = 1, offset: int = 0) -> str:
    """Decode UTF-8 bytes that begin at this line and byte of the file, whose byte order mark is no text."""
    body = data.removeprefix(BOM) if offset == 0 else data
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        byte = offset + len(data) - len(body) + error.start
        reason = f"not UTF-8 at byte {byte} (0x{body[error.start]:02x}); {advice(data)}"
        raise source.error(reason, line=line + body.count(b"\n", 0, error.start)) from error


def advice(data: bytes) -> str:
    """Say how to make bytes readable that are not UTF-8."""
    if data.startswith(WIDE_BOMS):
        return "it looks like UTF-16, convert it: iconv -f UTF-16 -t UTF-8"
    if data.startswith(GZIP):
        return "it looks like gzip: let its name end in .gz, or of stdin say --format jsonl.gz"
    return "if it is Windows-1252, convert it: iconv -f WINDOWS-1252 -t UTF-8"

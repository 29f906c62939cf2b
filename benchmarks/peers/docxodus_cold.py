"""A redline by Docxodus as a command: `docxodus_cold.py OLD.docx NEW.docx REDLINE.docx`."""

from __future__ import annotations

import sys
from pathlib import Path

from docx_scalpel import docx_diff_compare

old, new, redline = map(Path, sys.argv[1:])
redline.write_bytes(docx_diff_compare(old.read_bytes(), new.read_bytes()))

"""LibreOffice's own "accept all" and "reject all", for many files in one office process."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

ACCEPT, REJECT = "AcceptAllTrackedChanges", "RejectAllTrackedChanges"

_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">
Sub Resolve()
  Dim nr As Integer, entry As String, parts, doc, disp
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  Dim noargs()
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  saved(0).Name = "FilterName" : saved(0).Value = "MS Word 2007 XML"
  disp = createUnoService("com.sun.star.frame.DispatchHelper")
  nr = FreeFile
  Open "JOBS" For Input As #nr
  While Not EOF(nr)
    Line Input #nr, entry
    parts = Split(entry, "|")
    doc = StarDesktop.loadComponentFromURL(parts(0), "_blank", 0, hidden())
    disp.executeDispatch(doc.CurrentController.Frame, ".uno:" &amp; parts(2), "", 0, noargs())
    doc.storeToURL(parts(1), saved())
    doc.close(True)
  Wend
  Close #nr
  StarDesktop.terminate()
End Sub
</script:module>"""

_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Module1"/>
</library:library>"""


def resolved(files: Mapping[str, bytes], folder: Path) -> dict[tuple[str, bool], bytes]:
    """Each file by its name and by whether all its changes were accepted (else: rejected)."""
    started = [f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    # The first start makes the profile, into which the macro is put then.
    _run(*started, "--terminate_after_init")
    library = folder / "profile/user/basic/Standard"
    (library / "script.xlb").write_text(_LIBRARY)
    (library / "Module1.xba").write_text(_MODULE.replace("JOBS", str(folder / "jobs.txt")))
    made = {}
    lines = []
    for at, (name, data) in enumerate(files.items()):
        (folder / f"{at}.docx").write_bytes(_without_comments(data))
        for accept in (True, False):
            target = made[name, accept] = folder / f"{at}.{accept}.docx"
            verb = ACCEPT if accept else REJECT
            lines.append(f"{(folder / f'{at}.docx').as_uri()}|{target.as_uri()}|{verb}\n")
    (folder / "jobs.txt").write_text("".join(lines))
    _run(*started, "--norestore", "macro:///Standard.Module1.Resolve")
    return {key: target.read_bytes() for key, target in made.items()}


def _run(*arguments: str) -> None:
    subprocess.run(["soffice", *arguments], capture_output=True, check=True, timeout=900)


def _without_comments(data: bytes) -> bytes:
    """The file as LibreOffice 7.4 can load it unseen: with comments it ends itself."""
    import re

    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(memory, "w") as target:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == "word/document.xml":
                part = re.sub(rb"<w:comment(RangeStart|RangeEnd|Reference) [^>]*/>", b"", part)
            if entry.filename == "word/_rels/document.xml.rels":
                part = re.sub(rb'<Relationship [^>]*/comments"[^>]*/>', b"", part)
            target.writestr(entry, part)
    return memory.getvalue()

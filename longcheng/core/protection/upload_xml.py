"""XML from others: well-formed, without DOCTYPE, entities, styles or pages, and not deeper than any form needs."""

from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _

from longcheng.core.protection.upload_marks import Broken

DEPTH_MAX = 200
ACTIVE_NAMESPACES = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1999/XSL/Transform",
)
ACTIVE_NAMES = {"svg", "html", "script", "stylesheet", "transform"}
CHUNK = 64 * 1024


class _Watch:
    def __init__(self) -> None:
        self.depth = 0

    def doctype(self, *_arguments: object) -> None:
        raise Broken(_("The XML declares a DOCTYPE or entities, which are not taken. Remove them."))

    def instruction(self, target: str, _data: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise Broken(_("The XML names a stylesheet, which could run code. Remove it."))

    def start(self, name: str, _attributes: object) -> None:
        namespace, _space, local = name.rpartition(" ")
        self.depth += 1
        if self.depth > DEPTH_MAX:
            raise Broken(_("The XML is nested deeper than %(most)s levels.") % {"most": DEPTH_MAX})
        # In a namespace of its own such a name means something else: every workbook has a `styleSheet`.
        is_named_so = self.depth == 1 and not namespace and local.lower() in ACTIVE_NAMES
        if namespace in ACTIVE_NAMESPACES or is_named_so:
            raise Broken(_("The XML holds a web page or a drawing with code, which is not taken."))

    def end(self, _name: str) -> None:
        self.depth -= 1


def check_xml(file: IO[bytes]) -> None:
    """Read it all in small pieces; nothing is built and nothing from elsewhere is fetched. Raises Broken."""
    watch, parser = _Watch(), expat.ParserCreate(namespace_separator=" ")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = watch.doctype
    parser.ExternalEntityRefHandler = lambda *_arguments: 0
    parser.ProcessingInstructionHandler = watch.instruction
    parser.StartElementHandler, parser.EndElementHandler = watch.start, watch.end
    try:
        while chunk := file.read(CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Broken(
            _("This is not well-formed XML (line %(line)s). Check it where it was made.") % {"line": error.lineno}
        ) from error
    except Broken:
        raise
    except (LookupError, ValueError) as error:  # what expat's own reading of encodings raises
        raise Broken(_("The XML is in an encoding that is not taken. Save it as UTF-8 and send that.")) from error

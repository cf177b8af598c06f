"""Dublin Core: how office documents and books say what they are called and by whom."""

import re
from typing import Any

_NAMESPACES = {
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
}


def parse_xml(data: bytes) -> Any:  # noqa: ANN401 - lxml tells no types
    """Return the root element of XML, mended where it is broken, or None where there is none.

    Entities are not resolved and nothing is fetched.
    """
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        return None


def dublin_core(root: Any, *names: str) -> str:  # noqa: ANN401 - lxml tells no types
    """Return what the first of these elements that says anything says; a list parted by commas.

    Args:
        root: an XML element that holds them at any depth, or None.
        names: such as ``dc:title``, the best first.
    """
    for name in names if root is not None else ():
        found = root.findall(f".//{name}", _NAMESPACES)
        texts = [re.sub(r"\s+", " ", "".join(e.itertext())).strip() for e in found]
        if said := ", ".join(text for text in texts if text):
            return said
    return ""

"""YAML <-> Codebook: every problem with its line, and edits that leave the rest of the file alone."""

from qualcode.codebook.draft import Restructured
from qualcode.codebook.edit import Document, add_term, open_document, save, with_term
from qualcode.codebook.merge import with_merged
from qualcode.codebook.names import near_names, plain_name
from qualcode.codebook.read import parse_codebook, read_codebook
from qualcode.codebook.restructure import with_moved, with_renamed, with_split

__all__ = ["Document", "Restructured", "add_term", "near_names", "open_document", "parse_codebook", "plain_name",
           "read_codebook", "save", "with_merged", "with_moved", "with_renamed", "with_split", "with_term"]

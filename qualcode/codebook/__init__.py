"""YAML <-> Codebook: every problem with its line, and edits that leave the rest of the file alone."""

from qualcode.codebook.edit import Document, add_term, open_document, save, with_term
from qualcode.codebook.names import near_names, plain_name
from qualcode.codebook.read import parse_codebook, read_codebook

__all__ = ["Document", "add_term", "near_names", "open_document", "parse_codebook", "plain_name", "read_codebook",
           "save", "with_term"]

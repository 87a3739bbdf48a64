"""The tables that theses print, T1 to T11: one module a table, each a pure function that returns ``ThesisTable``."""

"""qualcode: code interviews in Chinese by rules you can read, and trace every number back to its words."""

__version__ = "0.1.0"

"""The only place with SQL: codings, coders, memos, plans, and the whole history of them."""

from sqlalchemy import Connection

from qualcode.store.codings import Held, Wanted, codings, held
from qualcode.store.people import CONSENSUS, Coder, coders
from qualcode.store.store import Operation, Store, open_store, store_url

__all__ = ["CONSENSUS", "Coder", "Connection", "Held", "Operation", "Store", "Wanted", "coders", "codings", "held",
           "open_store", "store_url"]

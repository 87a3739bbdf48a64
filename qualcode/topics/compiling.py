"""How functions are compiled: by numba, once a machine where it can keep the result, else once a process."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile a function when it is first called, and keep the machine code for the next process where there is room.

    numba keeps it in ``NUMBA_CACHE_DIR``, beside the function's file or in the user's cache folder. Where it can write
    to none of them, every process compiles anew. Sums keep their order and products are not fused with them, so that
    results are the same on every machine; dividing by 0 gives infinity, as in numpy.
    """
    try:
        return _njit(function, nogil=True, error_model="numpy", cache=True)
    except RuntimeError:
        return _njit(function, nogil=True, error_model="numpy")


def inlined(function: Function) -> Function:
    """Put a function into those that call it, which spares them counting references to its arrays."""
    return _njit(function, inline="always", error_model="numpy")


def _njit(function: Function, **options: Any) -> Function:
    numba: Any = import_module("numba")
    made: Function = numba.njit(function, **options)
    return made

"""Which numbers an engine's options may be."""

from hypotez.ports.errors import OptionError

__all__ = ["at_least", "more_than"]


def at_least(least: int, **options: float) -> None:
    """Check options, given by their names.

    Raises:
        OptionError: one is below `least`.
    """
    for name, value in options.items():
        if not value >= least:
            raise OptionError(f"The option {name} must be at least {least}, not {value}.")


def more_than(bound: int, **options: float) -> None:
    """Check options, given by their names.

    Raises:
        OptionError: one is not above `bound`.
    """
    for name, value in options.items():
        if not value > bound:
            raise OptionError(f"The option {name} must be more than {bound}, not {value}.")

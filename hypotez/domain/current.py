"""The version that answers for a dataset."""

from hypotez.ports.datasets import dataset_name
from hypotez.ports.errors import NotFound
from hypotez.ports.versions import Version, Versions

__all__ = ["current_version"]


def current_version(versions: Versions, scope: str, dataset: str) -> Version:
    """The one that answers for a dataset, whose name may be in any case.

    Raises:
        NotFound: none does.
        DatasetError: no name for a dataset.
    """
    name = dataset_name(dataset)
    found = versions.current(scope, name)
    if found is None and versions.list(scope, name):
        raise NotFound(
            f"No version of the dataset {name} answers now: promote one of those that there are, or train.",
            key="version-none-current",
            name=name,
        )
    if found is None:
        raise NotFound(
            f"Nothing has been trained on the dataset {name} yet: train it first.", key="version-untrained", name=name
        )
    return found

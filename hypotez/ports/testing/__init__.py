"""Contract suites and fakes, for our engines and for those of others; only these files import pytest."""

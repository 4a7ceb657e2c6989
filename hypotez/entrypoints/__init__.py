"""How people and programs come in: the only place that knows adapters."""

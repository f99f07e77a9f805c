"""Rule sets of destinations, origins and regimes: one module a set, beside the rows in ``ead/rules/data``."""

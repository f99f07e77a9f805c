"""The test kit: sample data, builders, a seeded generator, named defects and Hypothesis strategies.

* `ead.testing.builders`: one clean item or message, with any field changed.
* `ead.testing.generator`: any number of clean or defective items from a seed.
* `ead.testing.defects`: single, named defects, each with the rule that is expected to report it.
* `ead.testing.strategies`: Hypothesis strategies derived from the field tables (needs ``hypothesis``).
* `ead.testing.cds_server`: a service that speaks the contract of the UPU Customs Declaration System, and misbehaves when asked to.
* `ead.testing.data`: invented people, firms, addresses and goods.

The modules are imported one by one: importing this package loads nothing.
"""

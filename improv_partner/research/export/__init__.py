"""Sessions in the formats of other programs: one short file for each, consent asked before all."""

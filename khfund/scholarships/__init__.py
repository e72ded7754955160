"""From a nomination to a paid award, and a sponsored child until grade 12."""

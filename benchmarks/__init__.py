"""Measurements of the goals of the design; each module prints its figures."""

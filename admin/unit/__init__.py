"""The administrator's pages: persons and their roles, units, their settings, their books."""

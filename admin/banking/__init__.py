"""Banks in the office: accounts, statements, identifying lines, reconciliation."""

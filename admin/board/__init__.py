"""The first page's boards: what a unit holds and what comes next, read from totals so that it answers at once."""

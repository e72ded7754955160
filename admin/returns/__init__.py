"""What other levels report."""

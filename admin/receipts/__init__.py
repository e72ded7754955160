"""Papers for givers: receipts, letters, confirmations, the gold book."""

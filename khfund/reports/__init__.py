"""What the books tell: statements, exports, and the check of every invariant. Reads everything, changes nothing."""

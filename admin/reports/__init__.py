"""What is told: statements, forecasts, exports, and the proof that the books are sound."""

"""What changes the stored figures, and the calculation behind them."""

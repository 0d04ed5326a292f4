"""What a line is worth: its prices, price lists and rates."""

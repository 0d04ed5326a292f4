"""From a cell to a value: numbers, dates, texts, currencies."""

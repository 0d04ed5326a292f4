"""What ``make demo`` runs: an invented vendor and its month, or a real ledger.

``python -m tools.demo --database NAME [--ledger PATH]`` fills a fresh database that has
the add-on installed. ``world`` invents the data and knows, for every line of a claim,
what has to become of it; ``files`` writes the distributors' spreadsheets; ``build``
puts the master data into the database; ``month`` takes the claims through it;
``figures`` reads what became of them, to be compared with what the world expects.
"""

"""The invented vendor: products, distributors, programs, claims. No database."""

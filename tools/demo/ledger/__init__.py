"""The demo on a real point-of-sale ledger: none of its lines may be lost."""

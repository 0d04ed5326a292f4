"""The distributors' spreadsheets, each in its distributor's own way."""

"""The vendor's master data in Odoo: companies, users, products, programs, sell-in."""

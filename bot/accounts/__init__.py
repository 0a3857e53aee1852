"""Customers: companies with an account, and their people."""

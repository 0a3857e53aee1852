"""What the merchant says: dated policies, and the passage that answers a question."""

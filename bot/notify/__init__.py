"""Mail to customers: answers after they have gone, and transcripts."""

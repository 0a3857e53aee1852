"""A day on the floor with a clock of its own: traffic, reps on shifts, and the policy that routes for real."""

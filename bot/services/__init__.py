"""Services own the transactions; they import policy and storage, never discord."""

"""Each channel turns its wire format into Incoming and Outgoing, and knows nothing of plans or reports."""

"""Pictures, pages and reports: the leaves of the route. Each reads tables and computes nothing of its own."""

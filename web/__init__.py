"""The pages, no business rules of their own."""

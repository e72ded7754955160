"""The pages of whoever keeps the machine: copies of the books, and how the machine is. No figure of the books is here."""

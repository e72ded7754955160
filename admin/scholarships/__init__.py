"""What the committee and the treasurer do with scholarships: rounds, recipients, sponsorships, payment runs."""

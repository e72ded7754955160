"""Whether a candidate is eligible, decided from facts and rules alone, with the reasons; pure: no database."""

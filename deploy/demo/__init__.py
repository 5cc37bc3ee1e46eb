"""Plays invented lives of cases through the agencies' APIs, and checks that each ended as the script says."""

"""Limits (batas waktu) of cases: which one runs, and noting that it approaches or was missed."""

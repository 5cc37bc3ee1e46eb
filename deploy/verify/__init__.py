"""Proves that no ledger was rewritten, cut or robbed of a case: read only, over the databases themselves."""

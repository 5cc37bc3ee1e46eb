"""Documents of the procedure (naskah): numbered with their event, printed once when somebody first asks."""

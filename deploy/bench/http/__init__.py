"""The HTTP part: what one intake process answers, with and without storing, and what FastAPI alone could."""

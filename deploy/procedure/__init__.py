"""The procedure as people read it: the stages' tables of transitions as diagrams and tables on a page."""

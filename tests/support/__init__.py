"""What the tests of the promises stand on: a stack, reports, faults, and the evidence afterwards."""

"""The four services of Netral, one for each stage and its agency."""

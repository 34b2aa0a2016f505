"""One file for each thing that is measured of the served model."""

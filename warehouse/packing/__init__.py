"""The packing station: containers are filled, closed and shipped."""

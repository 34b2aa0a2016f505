"""What works on a GPU beside it: streams, readback, JPEG, and the queue of pictures on their way."""

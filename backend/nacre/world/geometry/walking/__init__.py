"""Whether and where one can walk in a thing: through its doors, up its ladders and stairs, to its floors."""

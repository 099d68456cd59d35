# maildrops on disk: with wire the only I/O

# one program per module: name, sources, flags, libraries

"""Pure rules of petitions: states and moves, likeness of texts, what is a denunciation, how numbers are shown."""

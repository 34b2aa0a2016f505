"""The learned networks as torch modules, for training and for the runtimes. Play never imports this folder."""

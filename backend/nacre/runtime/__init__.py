"""How networks run: torch, onnxruntime, CUDA graphs, TensorRT, behind one interface; pictures from a GPU."""

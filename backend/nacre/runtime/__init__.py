"""How a network runs: torch, onnxruntime, CUDA graphs, TensorRT; one interface, chosen by measurement."""

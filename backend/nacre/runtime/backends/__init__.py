"""One file for each library that runs networks (torch, ONNX, CUDA graphs, TensorRT), and the cache of built engines."""

"""Networks written as ONNX files, and which operators TensorRT takes."""

"""The smallest TFLite models that serve the tests of bundling."""

from __future__ import annotations

import flatbuffers
import numpy as np
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
from mediapipe.tasks.metadata import schema_py_generated as schema


def tiny_model(weights: bytes, metadata: bytes | None = None) -> bytes:
    """A TFLite flatbuffer with one tensor, one buffer of weights and, if given, one TFLITE_METADATA entry."""
    tensor = schema.TensorT()
    tensor.name, tensor.shape, tensor.buffer = "picture", [1, 2, 2, 3], 1
    graph = schema.SubGraphT()
    graph.tensors, graph.inputs, graph.outputs = [tensor], [0], [0]
    model = schema.ModelT()
    model.version, model.description, model.subgraphs = 3, "tiny", [graph]
    model.buffers = [schema.BufferT(), _buffer(weights)]
    model.metadata = [_entry("min_runtime_version", 1)]
    if metadata is not None:
        model.metadata.append(_entry("TFLITE_METADATA", len(model.buffers)))
        model.buffers.append(_buffer(metadata))
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def buffers(model: bytes) -> list[bytes]:
    """What each buffer of a model holds."""
    tree = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(model, 0))
    return [b"" if buffer.data is None else bytes(buffer.data) for buffer in tree.buffers]


def metadata_entries(model: bytes) -> list[tuple[str, int]]:
    """Name and buffer of each metadata entry of a model."""
    root = schema.Model.GetRootAsModel(model, 0)
    entries = [root.Metadata(i) for i in range(root.MetadataLength())]
    return [(entry.Name().decode(), entry.Buffer()) for entry in entries]


def normalisation(metadata: bytes) -> tuple[float, float]:
    """Mean and standard deviation that TFLite metadata gives for the model's first input."""
    tree = metadata_schema.ModelMetadataT.InitFromObj(metadata_schema.ModelMetadata.GetRootAsModelMetadata(metadata, 0))
    picture = tree.subgraphMetadata[0].inputTensorMetadata[0]
    assert picture.content.contentProperties.colorSpace == metadata_schema.ColorSpaceType.RGB
    options = picture.processUnits[0].options
    return float(options.mean[0]), float(options.std[0])


def _buffer(content: bytes) -> schema.BufferT:
    buffer = schema.BufferT()
    buffer.data = np.frombuffer(content, dtype=np.uint8)
    return buffer


def _entry(name: str, buffer: int) -> schema.MetadataT:
    entry = schema.MetadataT()
    entry.name, entry.buffer = name, buffer
    return entry

"""Assembles a `.task` bundle, the one file MediaPipe Tasks loads, from plain TFLite models.

A bundle is an uncompressed zip whose entries start at multiples of four bytes, because MediaPipe reads the models in
place. Each model inside says in its TFLite metadata how its input picture is normalised: MediaPipe refuses the pose
networks without it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import numpy as np

ALIGNMENT = 4
_METADATA_NAME = b"TFLITE_METADATA"
_METADATA_ID = b"M001"
_MODEL_ID = b"TFL3"
_LOCAL_HEADER_BYTES = 30
_EXTRA_HEADER_BYTES = 4
_PADDING_ID = 0xCAFE


def with_normalisation(model: bytes, mean: float, std: float) -> bytes:
    """A copy of a TFLite model whose metadata says how to normalise its one input picture: (value - mean) / std.

    Metadata the model already had is replaced. The same input always gives the same bytes.

    Args:
        model: a TFLite flatbuffer.
        mean: taken from each RGB value, on the scale 0 to 255.
        std: what the difference is divided by.
    """
    # Imported here: the schemas come with the whole of MediaPipe, which takes seconds to import.
    from mediapipe.tasks.metadata import schema_py_generated as schema

    tree = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(model, 0))
    entries = tree.metadata = list(tree.metadata or [])
    entry = next((entry for entry in entries if entry.name == _METADATA_NAME), None)
    if entry is None:
        entry = schema.MetadataT()
        entry.name = _METADATA_NAME
        entry.buffer = len(tree.buffers)
        tree.buffers.append(schema.BufferT())
        entries.append(entry)
    tree.buffers[entry.buffer].data = np.frombuffer(_normalisation(mean, std), dtype=np.uint8)
    return _packed(tree, _MODEL_ID)


def _normalisation(mean: float, std: float) -> bytes:
    """TFLite metadata for a model with one RGB picture as its input."""
    from mediapipe.tasks.metadata import metadata_schema_py_generated as schema

    options = schema.NormalizationOptionsT()
    options.mean, options.std = [mean], [std]
    unit = schema.ProcessUnitT()
    unit.optionsType, unit.options = schema.ProcessUnitOptions.NormalizationOptions, options

    properties = schema.ImagePropertiesT()
    properties.colorSpace = schema.ColorSpaceType.RGB
    content = schema.ContentT()
    content.contentPropertiesType, content.contentProperties = schema.ContentProperties.ImageProperties, properties

    picture = schema.TensorMetadataT()
    picture.name, picture.content, picture.processUnits = "image", content, [unit]
    graph = schema.SubGraphMetadataT()
    graph.inputTensorMetadata = [picture]
    metadata = schema.ModelMetadataT()
    metadata.name, metadata.subgraphMetadata = "pose", [graph]
    return _packed(metadata, _METADATA_ID)


def _packed(tree: Any, file_id: bytes) -> bytes:
    """The flatbuffer of an object tree of the generated schema modules."""
    import flatbuffers

    builder = flatbuffers.Builder(0)
    builder.Finish(tree.Pack(builder), file_id)
    return bytes(builder.Output())


def bundle(models: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip of the models, stored as they are, each starting at a multiple of `ALIGNMENT` bytes.

    Everything a zip usually takes from the clock and the system is fixed, so the same models give the same bytes
    everywhere.

    Args:
        models: name in the bundle and content, in order.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in models:
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # Unix, on Windows too
            info.external_attr = 0o600 << 16
            info.extra = _padding(out.tell() + _LOCAL_HEADER_BYTES + len(name.encode()))
            archive.writestr(info, content)
    return out.getvalue()


def _padding(position: int) -> bytes:
    """A zip extra field that moves what follows `position` to a multiple of `ALIGNMENT`; empty if it is on one."""
    if position % ALIGNMENT == 0:
        return b""
    missing = -(position + _EXTRA_HEADER_BYTES) % ALIGNMENT
    return _PADDING_ID.to_bytes(2, "little") + missing.to_bytes(2, "little") + bytes(missing)

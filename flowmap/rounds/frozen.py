"""A frame as bytes and back: Arrow's file format, compressed, dtypes and categories kept."""

import hashlib

import pandas as pd


def freeze_frame(frame: pd.DataFrame) -> bytes:
    """Return a frame as the bytes of an Arrow file; categories that no row has are left out."""
    import pyarrow as pa

    labels = [name for name, dtype in frame.dtypes.items() if isinstance(dtype, pd.CategoricalDtype)]
    lean = frame.assign(**{name: frame[name].cat.remove_unused_categories() for name in labels})
    table = pa.Table.from_pandas(lean, preserve_index=False)
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd", use_threads=False)
    with pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def thaw_frame(content: bytes) -> pd.DataFrame:
    """Return the frame that ``freeze_frame`` made into bytes."""
    import pyarrow as pa

    with pa.ipc.open_file(pa.BufferReader(content)) as reader:
        frame: pd.DataFrame = reader.read_all().to_pandas()
    return frame


def digest(content: bytes) -> str:
    """Return the hash that tells whether the bytes are as they were kept."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()

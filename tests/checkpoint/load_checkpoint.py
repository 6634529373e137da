"""Loads a checkpoint as anybody would who has PyTorch, and prints what its recurrent layers answer, as JSON.

python3 load_checkpoint.py FILE: for each of lstm, gru and rnn that the file holds, the outputs of nn.LSTM, nn.GRU or nn.RNN with
these weights over a fixed input. Reads the file with the safetensors package, or else by hand: the format is that simple.
"""
import json
import struct
import sys

import torch


def load_file(path):
    try:
        from safetensors.torch import load_file
        return load_file(path)
    except ImportError:
        pass
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8:8 + length])
    header.pop("__metadata__")
    dtypes = {"F32": torch.float32, "F64": torch.float64, "I32": torch.int32, "U8": torch.uint8}
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        flat = torch.frombuffer(bytearray(content[begin:end]), dtype=dtypes[entry["dtype"]]) if end > begin else torch.empty(0)
        tensors[name] = flat.reshape(entry["shape"])
    return tensors


def main():
    tensors = load_file(sys.argv[1])
    answers = {}
    for name, kind in [("lstm", torch.nn.LSTM), ("gru", torch.nn.GRU), ("rnn", torch.nn.RNN)]:
        state = {key[len(name) + 1:]: value for key, value in tensors.items() if key.startswith(name + ".")}
        if not state:
            continue
        hidden, inputs = state["weight_hh_l0"].shape[1], state["weight_ih_l0"].shape[1]
        layers = sum(key.startswith("weight_ih_l") for key in state)
        module = kind(inputs, hidden, num_layers=layers)
        module.load_state_dict(state)  # strict: every name, every shape
        steps = 7
        x = torch.sin(torch.arange(steps * inputs, dtype=torch.float32)).reshape(steps, inputs)
        answers[name] = module(x)[0].flatten().tolist()
    print(json.dumps({"answers": answers, "torch": torch.__version__, "tensors": len(tensors)}))


main()

"""PyTorch as an online learner, on one thread: bench:peers starts it and asks for times, a line of JSON each.

{"kind": "lstm" | "gru" | "mlp", "what": "update" | "step", "hidden": H, "batch": B, "trials": N} is answered by
{"us": [...], "way": "..."}: microseconds of one call in each of N short trials, in the fastest of the ways that PyTorch's
documentation offers. With "tuned" the parameters may also be laid into one tensor by hand, which saves its optimizer most of
its calls, and a step may call the undocumented function beneath nn.LSTMCell. The ways are tried at the first question; later ones time the winner only.

An update is forward over 32 rows of 5 inputs from a given state, mean squared error, backward, clipping to norm 1, Adam.
"""
import json
import sys
import time
import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
torch.manual_seed(1)

INPUTS, STEPS, LABELS = 5, 32, 8
TRIAL_SECONDS = 0.004


def inputs(*shape):
    return torch.sin(torch.arange(torch.Size(shape).numel(), dtype=torch.float32)).reshape(shape)


class OneBuffer:
    """Adam and clipping over all parameters as views of one flat tensor: one operation each instead of one a tensor."""

    def __init__(self, parameters):
        flat = torch.cat([p.detach().flatten() for p in parameters])
        self.flat = nn.Parameter(flat)
        self.flat.grad = torch.zeros_like(flat)
        at = 0
        for p in parameters:
            p.data = self.flat.data[at:at + p.numel()].view_as(p)
            p.grad = self.flat.grad[at:at + p.numel()].view_as(p)
            at += p.numel()
        self.adam = torch.optim.Adam([self.flat], lr=1e-3, fused=True)

    def zero(self):
        self.flat.grad.zero_()

    def step(self):
        nn.utils.clip_grad_norm_([self.flat], 1.0, foreach=False)
        self.adam.step()


class PerTensor:
    """torch.optim.Adam and clip_grad_norm_ as their documentation shows them."""

    def __init__(self, parameters, **options):
        self.parameters = parameters
        self.foreach = options.get("foreach", True)
        self.adam = torch.optim.Adam(parameters, lr=1e-3, **options)

    def zero(self):
        self.adam.zero_grad()

    def step(self):
        nn.utils.clip_grad_norm_(self.parameters, 1.0, foreach=self.foreach)
        self.adam.step()


DOCUMENTED = {
    "Adam": lambda p: PerTensor(p, foreach=False),
    "Adam(foreach)": lambda p: PerTensor(p, foreach=True),
    "Adam(fused)": lambda p: PerTensor(p, fused=True),
}
OPTIMIZERS = {**DOCUMENTED, "Adam(fused) over one tensor": OneBuffer}


def recurrent_update(kind, hidden, batch, optimizer):
    net = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}[kind](INPUTS, hidden)
    head = nn.Linear(hidden, 1)
    x = inputs(STEPS, batch, INPUTS)
    labels = [torch.rand(STEPS, batch, 1) * 2 - 1 for _ in range(LABELS)]
    zeros = torch.zeros(1, batch, hidden)
    state = (zeros, zeros) if kind == "lstm" else zeros
    return update(lambda: head(net(x, state)[0]), labels, [*net.parameters(), *head.parameters()], optimizer)


def mlp():
    return nn.Sequential(nn.Linear(160, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))


def mlp_update(batch, optimizer):
    net = mlp()
    x = inputs(batch, 160)
    labels = [torch.rand(batch, 1) * 2 - 1 for _ in range(LABELS)]
    return update(lambda: net(x), labels, list(net.parameters()), optimizer)


def update(forward, labels, parameters, optimizer):
    optimizer = OPTIMIZERS[optimizer](parameters)
    count = 0

    def call():
        nonlocal count
        count += 1
        loss = nn.functional.mse_loss(forward(), labels[count % LABELS])
        optimizer.zero()
        loss.backward()
        optimizer.step()

    return call


def recurrent_step(kind, hidden, batch, way):
    """One row from the carried state, which is carried on."""
    head = nn.Linear(hidden, 1)
    x = inputs(batch, INPUTS)
    h = torch.zeros(batch, hidden)
    c = torch.zeros(batch, hidden)
    if way == "nn.LSTM, nn.GRU":
        net = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}[kind](INPUTS, hidden)
        x = x[None]
        state = (h[None], c[None]) if kind == "lstm" else h[None]
        forward = net
    else:
        cell = {"lstm": nn.LSTMCell, "gru": nn.GRUCell, "rnn": nn.RNNCell}[kind](INPUTS, hidden)
        weights = (cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh)
        raw = {"lstm": torch._VF.lstm_cell, "gru": torch._VF.gru_cell, "rnn": torch._VF.rnn_tanh_cell}[kind]
        state = (h, c) if kind == "lstm" else h

        def forward(x, state):
            after = cell(x, state) if way == "nn.LSTMCell, nn.GRUCell" else raw(x, state, *weights)
            return (after[0] if kind == "lstm" else after), after

    def call():
        nonlocal state
        with torch.inference_mode():
            out, state = forward(x, state)
            nn.functional.linear(out, head.weight, head.bias)

    return call


def mlp_step(batch):
    net = mlp()
    x = inputs(batch, 160)

    def call():
        with torch.inference_mode():
            net(x)

    return call




def ways(kind, what, hidden, batch, tuned):
    """All ways to do it, by name."""
    found = {}
    if what == "step":
        if kind == "mlp":
            found["inference_mode"] = mlp_step(batch)
        else:
            bare = ["the function beneath"] if tuned else []
            for way in ["nn.LSTM, nn.GRU", "nn.LSTMCell, nn.GRUCell", *bare]:
                found[way] = recurrent_step(kind, hidden, batch, way)
    else:
        for name in OPTIMIZERS if tuned else DOCUMENTED:
            found[name] = mlp_update(batch, name) if kind == "mlp" else recurrent_update(kind, hidden, batch, name)
    return found


def microseconds(call, calls):
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - start) / calls * 1e6


def median(values):
    return sorted(values)[len(values) // 2]


ready = {}


def fastest(question):
    """The name of the fastest way, the call, and how many of them fill a trial."""
    tried = []
    for mkldnn in (True, False):
        with torch.backends.mkldnn.flags(enabled=mkldnn):
            for name, call in ways(*question).items():
                microseconds(call, 10)
                tried.append((median([microseconds(call, 10) for _ in range(9)]), name, mkldnn, call))
    us, name, mkldnn, call = min(tried, key=lambda way: way[0])
    return name + ("" if mkldnn else ", without oneDNN"), mkldnn, call, max(1, round(TRIAL_SECONDS * 1e6 / us))


print(json.dumps({"name": "PyTorch", "version": torch.__version__}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    question = (asked["kind"], asked["what"], asked.get("hidden", 0), asked["batch"], asked.get("tuned", False))
    if question not in ready:
        ready[question] = fastest(question)
    name, mkldnn, call, calls = ready[question]
    with torch.backends.mkldnn.flags(enabled=mkldnn):
        times = [microseconds(call, calls) for _ in range(asked["trials"])]
    print(json.dumps({"us": times, "way": name}), flush=True)

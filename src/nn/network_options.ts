/**
 * Options of every network, whatever it is for: its size, how its optimizer goes, what a gradient step
 * learns. Who uses them sets the rate's default, and says in its own words what `tbptt` and `batch` count.
 */
export const NETWORK_OPTIONS = {
  hidden: { default: 32, min: 1, max: 4096, integer: true, help: "hidden units of each layer" },
  layers: { default: 1, min: 1, max: 16, integer: true, help: "layers" },
  rate: { min: 0, max: 1, help: "learning rate at the start; 0 freezes the model" },
  fall: {
    default: 1000,
    min: 0,
    integer: true,
    help: "updates after which the rate has fallen by 1/√2; 0: constant",
  },
  tbptt: { default: 16, min: 1, max: 100_000, integer: true },
  batch: { default: 1, min: 1, max: 1024, integer: true },
  replay: {
    default: 0,
    min: 0,
    max: 1000,
    integer: true,
    help: "past segments or windows that join each minibatch",
  },
  clip: { default: 1, min: 1e-9, max: 1e9, help: "largest global norm of the gradient" },
  decay: { default: 0.05, min: 0, max: 100, help: "decoupled weight decay, per unit of learning rate" },
  weights: {
    default: "",
    placeholder: "FILE",
    help: "start from these weights: safetensors, as PyTorch names them",
  },
} as const;

/** Options that some networks have. */
export const SPECIAL_OPTIONS = {
  window: { default: 32, min: 1, max: 100_000, integer: true, help: "rows in a window (W)" },
  reset: {
    default: "before",
    choices: ["before", "after"],
    help: "the reset gate acts before the matrix product (Cho 2014, the lecture) or after (PyTorch, cuDNN)",
  },
  per: { default: "window", choices: ["window", "aggregate"] },
} as const;

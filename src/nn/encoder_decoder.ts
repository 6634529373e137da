import type { Random } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { Attention } from "./attention.ts";
import type { ScoreName } from "./attention_scores.ts";
import type { Cell } from "./cells/cell.ts";
import { Decoder, type Feed } from "./decoder.ts";
import { Parameters } from "./parameters.ts";
import type { Schedule } from "./schedule.ts";
import type { StateGradients } from "./window_layer.ts";
import { WindowEncoder } from "./window_encoder.ts";

/** Sizes of an encoder-decoder. */
export interface EncoderDecoderSizes {
  /** Inputs of a row of the window, I. */
  readonly inputs: number; // I of a source row
  /** Numbers that are fed to a step of the decoder, F. */
  readonly fed: number;
  /** Outputs of a step, O. */
  readonly outputs: number; // O
  /** Units of the decoder's layers, H; of the encoder's, H, or H / 2 in each direction. */
  readonly hidden: number;
  /** Of the encoder, and of the decoder. */
  readonly layers: number;
  /** Whether the encoder reads the window in both directions. */
  readonly bidirectional: boolean;
  /** How the decoder attends to the window's rows. */
  readonly attention: ScoreName | "none";
}

/**
 * Sequence to sequence, many-to-many after the whole input: an encoder reads the rows of closed windows, a
 * decoder unrolls as many outputs as are wanted from the states in which the encoder ended, layer by layer;
 * with attention it also reads all the encoder's outputs. With two directions each has H / 2 units, so that
 * their joined states are the decoder's.
 *
 * Use: `plan` the windows; put inputs at `inputRow`; `forward` with a `Feed`, which says what each step reads
 * of the steps before: the truth (teacher forcing), the decoder's own output, or a token chosen from it; read
 * `outputRow`; put the loss's gradient at `gradientRow`, 0 for steps that a window does not have; `backward`
 * leaves ∂ℓ/∂w in `parameters.gradients`. It knows neither loss nor optimizer.
 *
 * The output layers start at zero: an untrained network answers 0. Names: `encoder.weight_ih_l0`,
 * `decoder.weight_ih_l0`, `decoder.head.weight`, `decoder.skip.weight`, `attention.query.weight` …
 *
 * Sources: Cho et al. 2014; Sutskever, Vinyals & Le 2014; with attention Bahdanau, Cho & Bengio 2015.
 */
export class EncoderDecoder {
  /** Its weights. */
  readonly parameters: Parameters;
  private readonly encoder: WindowEncoder;
  private readonly decoder: Decoder;
  private readonly attention: Attention | undefined;

  /** @throws {RangeError} if there are two directions and `hidden` is odd */
  /** Makes its weights, drawn from `random`. */
  constructor(
    private readonly kernels: Kernels,
    readonly cell: Cell,
    readonly sizes: EncoderDecoderSizes,
    random: Random,
  ) {
    const { inputs, hidden, layers, bidirectional, attention } = sizes;
    if (bidirectional && hidden % 2 !== 0) {
      throw new RangeError(
        `Cannot halve ${hidden} units for two directions: expected an even number of hidden units`,
      );
    }
    this.parameters = new Parameters(kernels);
    const each = bidirectional ? hidden / 2 : hidden;
    const encoderSizes = { inputs, hidden: each, layers, bidirectional };
    this.encoder = new WindowEncoder(this.parameters, cell, encoderSizes, "encoder.");
    const attentionSizes = { queries: hidden, values: hidden, units: hidden };
    this.attention = attention === "none"
      ? undefined
      : new Attention(this.parameters, attention, attentionSizes, "attention.");
    this.decoder = new Decoder(this.parameters, cell, sizes, this.attention, "decoder.");
    this.parameters.allocate();
    this.encoder.initialise(random);
    this.attention?.initialise(random);
    this.decoder.initialise(random);
  }

  /** Rows and steps of the windows: they end together, at step `schedule.steps` − 1. */
  get schedule(): Schedule {
    return this.encoder.schedule;
  }

  /** Stride of an output row: O padded. */
  get outputStride(): number {
    return this.decoder.outputStride;
  }

  /** Sets the windows' lengths, falling, and the number of steps that the decoder takes for all of them. */
  plan(lengths: ArrayLike<number>, batch: number, steps: number): void {
    this.encoder.plan(lengths, batch);
    this.decoder.plan(steps, batch);
    this.attention?.plan(this.schedule, steps);
  }

  /**
   * Address of x_t of window b, whose first step is steps − length: its `inputs` floats are to be written,
   * the rest stays.
   */
  inputRow(t: number, b: number): number {
    return this.encoder.inputRow(t, b);
  }

  /** Address of y_t of window b: the decoder's t counts from 0. */
  outputRow(t: number, b: number): number {
    return this.decoder.outputRow(t, b);
  }

  /** Address of ∂ℓ/∂y_t of window b; all of a row's `outputStride` floats are read. */
  gradientRow(t: number, b: number): number {
    return this.decoder.gradientRow(t, b);
  }

  /** Encodes the windows and decodes step by step, each fed as `feed` says. */
  forward(feed: Feed): void {
    const { encoder, decoder, attention, schedule } = this;
    encoder.forward();
    decoder.layers.forEach(({ h, stateStride, c, units }, n) => {
      encoder.layers[n].copyFinal(schedule, h, stateStride, c, units);
    });
    attention?.open(encoder.top.y, encoder.top.stride);
    decoder.forward(feed);
  }

  /**
   * From ∂ℓ/∂y of all rows to ∂ℓ/∂w, overwritten. The gradient rows are changed where outputs were fed back.
   */
  backward(): void {
    const { encoder, decoder, attention, kernels: { memory } } = this;
    const { top } = encoder;
    decoder.backward();
    if (attention !== undefined) decoder.attentionBackward(top.y, top.stride, top.dOut, top.width);
    else memory.fill(0, top.dOut, top.dOut + this.schedule.rows * top.width);
    encoder.backward((n): StateGradients => {
      const layer = decoder.layers[n];
      return { ...layer.startGradients, stride: layer.units };
    });
  }

  /** ∂ℓ/∂x (R, inputs padded to 8), after `backward`; for gradient checks and for what lies below. */
  inputGradient(dx: number, lddx: number): void {
    this.encoder.inputGradient(dx, lddx);
  }

  /**
   * The attention's last weights for window b, (decoder steps, window) row by row: how much each step read of
   * each row of the window, each row's sum 1. Undefined without attention. A copy: for heat maps, not for the
   * row path.
   */
  attentionWeights(b: number): Float64Array | undefined {
    return this.attention?.weights(b);
  }
}

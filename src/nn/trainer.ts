import type { Archive, Persistent } from "../base/archive.ts";
import { Optimizer } from "./optimizer.ts";
import type { Parameters } from "./parameters.ts";

/** What a training step runs: `backward` leaves the gradient of the loss in the network's parameters. */
export interface Trainable {
  /** Its weights and their gradients. */
  readonly parameters: Parameters;
  /** From the outputs' gradient to that of the weights. */
  backward(): void;
}

/**
 * The gradient steps of one network: from a minibatch's loss to its new weights. A loss or a gradient that is
 * not finite changes nothing and is counted.
 *
 * Cost of a step: the network's `backward`, and the optimizer's over all parameters.
 */
export class Trainer implements Persistent {
  /** Makes the steps. */
  readonly optimizer: Optimizer;
  /** Loss of the last step; NaN before the first. */
  loss: number = NaN;
  /** Steps skipped because the loss was not finite; those skipped for the gradient are the optimizer's. */
  private badLosses = 0;

  /** Begins to train. @param network what is trained; @param options of the optimizer */
  constructor(private readonly network: Trainable, private readonly options: Optimizer["options"]) {
    this.optimizer = new Optimizer(network.parameters, options);
  }

  /** A frozen network (rate 0) never learns. */
  get frozen(): boolean {
    return this.options.rate === 0;
  }

  /** Takes a minibatch's loss, whose gradient by the outputs is written, and makes the step. */
  step(loss: number): void {
    this.loss = loss;
    if (!Number.isFinite(loss)) {
      this.badLosses++;
      return;
    }
    this.network.backward();
    this.optimizer.step();
  }

  /** What the summary says of it. */
  report(): Record<string, number> {
    const { network: { parameters: { count } }, loss, optimizer: { updates, skipped, norm, largest } } = this;
    const skippedUpdates = skipped + this.badLosses;
    return {
      parameters: count,
      ...{ updates, skippedUpdates, loss, gradientNorm: norm, largestGradient: largest },
    };
  }

  /** The optimizer, and what the report says. */
  persist(archive: Archive): void {
    this.optimizer.persist(archive);
    this.loss = archive.number("loss", this.loss);
    this.badLosses = archive.number("badLosses", this.badLosses);
  }
}

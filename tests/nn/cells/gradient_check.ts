import { createReference } from "../../../src/kernels/reference.ts";
import { Random } from "../../../src/base/random.ts";
import type { Cell, Step } from "../../../src/nn/cells/cell.ts";

/**
 * The largest relative error of a cell's gradients against central differences, in float64, of a random
 * linear probe of h′ and c′ after one step: by z (the input projection), h, c, and the recurrent weights with
 * their bias.
 */
export function worstGradientError(cell: Cell, rows: number, units: number, seed: number): number {
  const kernels = createReference();
  const random = new Random(seed);
  const columns = cell.gates.length * units;
  const ldh = units + 4;
  const filled = (length: number, low: number, high: number) => {
    const address = kernels.allocate(length);
    for (let i = 0; i < length; i++) kernels.memory[address + i] = random.uniform(low, high);
    return address;
  };
  const ldz = columns + 12;
  const step: Step = {
    rows,
    units,
    ldz,
    whh: filled(cell.recurrentLength(units), -0.5, 0.5),
    whhT: kernels.allocate(cell.transposedLength(units)),
    z: kernels.allocate(rows * ldz),
    h: filled(rows * ldh, -1, 1),
    hNext: kernels.allocate(rows * ldh),
    c: filled(rows * units, -1, 1),
    cNext: kernels.allocate(rows * units),
    cache: kernels.allocate(rows * units),
    dz: filled(rows * ldz, -1, 1), // must be overwritten, not added to
    dzh: 0,
    dh: kernels.allocate(rows * units),
    dc: kernels.allocate(rows * units),
    dOut: kernels.allocate(rows * units),
  };
  step.dzh = cell.splitsGradient ? filled(rows * ldz, -1, 1) : step.dz;
  for (let row = 0; row < rows; row++) kernels.memory.set([1, 0, 0, 0], step.h + row * ldh + units);
  const projection = filled(rows * ldz, -1, 1);
  const probeH = filled(rows * units, -1, 1);
  const probeC = filled(rows * units, -1, 1);
  const gradient = filled(cell.recurrentLength(units), -1, 1);

  const probe = (): number => {
    const m = kernels.memory;
    m.copyWithin(step.z, projection, projection + rows * ldz);
    cell.forward(kernels, step);
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < units; j++) {
        sum += m[probeH + row * units + j] * m[step.hNext + row * ldh + j];
        if (cell.hasCellState) sum += m[probeC + row * units + j] * m[step.cNext + row * units + j];
      }
    }
    return sum;
  };
  const difference = (address: number): number => {
    const m = kernels.memory;
    const before = m[address];
    const small = 1e-4;
    m[address] = before + small;
    const above = probe();
    m[address] = before - small;
    const below = probe();
    m[address] = before;
    return (above - below) / (2 * small);
  };

  probe();
  const m = kernels.memory;
  // the probe's gradient by h′ comes half from the steps after, half from above
  for (let i = 0; i < rows * units; i++) m[step.dh + i] = m[step.dOut! + i] = m[probeH + i] / 2;
  m.copyWithin(step.dc, probeC, probeC + rows * units);
  cell.transpose(kernels, step.whh, step.whhT, units);
  cell.backward(kernels, step);
  cell.weightGradient(kernels, step, gradient);
  const analytic = m.slice();

  let worst = 0;
  const compare = (derived: number, address: number) => {
    const numeric = difference(address);
    const error = Math.abs(derived - numeric) / Math.max(1e-6, Math.abs(derived) + Math.abs(numeric));
    worst = Math.max(worst, error);
  };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      compare(analytic[step.dz + row * ldz + column], projection + row * ldz + column);
    }
    for (let j = 0; j < units; j++) {
      compare(analytic[step.dh + row * units + j], step.h + row * ldh + j);
      if (cell.hasCellState) compare(analytic[step.dc + row * units + j], step.c + row * units + j);
    }
  }
  for (let gate = 0; gate < cell.gates.length; gate++) {
    for (let unit = 0; unit < units; unit++) {
      for (let input = 0; input < units + (cell.recurrentBias ? 1 : 0); input++) {
        const index = cell.recurrentIndex(gate, unit, input, units);
        compare(analytic[gradient + index], step.whh + index);
      }
    }
  }
  return worst;
}

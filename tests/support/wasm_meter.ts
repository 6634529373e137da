/**
 * Counts the WebAssembly instructions that a module executes: the cost of a kernel that is the same on every machine and in
 * every run, where seconds are not. At the head of every straight run of instructions (core specification 2.0 §5.4: a run
 * ends where control can branch, and begins where it can arrive) the length of the run is added to a global.
 */

/** The export that counts: a mutable i64 global. */
export const METER = "instructionsExecuted";

const SECTION = { globals: 6, exports: 7, code: 10 } as const;
const I64 = 0x7e;

interface Section {
  readonly id: number;
  readonly body: Uint8Array;
}

const NO_GLOBALS: Section = { id: SECTION.globals, body: Uint8Array.of(0) };

/**
 * The module with a meter. A vector instruction counts as one, as does an addition of integers.
 *
 * @param module a binary that imports no globals, and exports something
 */
export function metered(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const sections = sectionsOf(module);
  if (!sections.some(({ id }) => id === SECTION.globals)) {
    sections.splice(sections.findIndex(({ id }) => id === SECTION.exports), 0, NO_GLOBALS);
  }
  const globals = sections.find(({ id }) => id === SECTION.globals) as Section;
  const global = new Cursor(globals.body).unsigned();
  const out = [...module.subarray(0, 8)];
  for (const { id, body } of sections) {
    const made = id === SECTION.globals
      ? withOneMore(body, [I64, 1, 0x42, 0, 0x0b])
      : id === SECTION.exports
      ? withOneMore(body, [METER.length, ...new TextEncoder().encode(METER), 3, ...unsigned(global)])
      : id === SECTION.code
      ? meteredCode(body, global)
      : [...body];
    out.push(id, ...unsigned(made.length));
    for (const byte of made) out.push(byte);
  }
  return Uint8Array.from(out);
}

function sectionsOf(module: Uint8Array): Section[] {
  const sections: Section[] = [];
  const cursor = new Cursor(module, 8);
  while (cursor.at < module.length) {
    const id = cursor.byte();
    const length = cursor.unsigned();
    sections.push({ id, body: module.subarray(cursor.at, cursor.at + length) });
    cursor.at += length;
  }
  return sections;
}

/** A vector with one element more. */
function withOneMore(body: Uint8Array, element: readonly number[]): number[] {
  const cursor = new Cursor(body);
  const count = cursor.unsigned();
  return [...unsigned(count + 1), ...body.subarray(cursor.at), ...element];
}

function meteredCode(section: Uint8Array, global: number): number[] {
  const cursor = new Cursor(section);
  const count = cursor.unsigned();
  const out = unsigned(count);
  for (let f = 0; f < count; f++) {
    const length = cursor.unsigned();
    const body = meteredBody(section.subarray(cursor.at, cursor.at + length), global);
    cursor.at += length;
    out.push(...unsigned(body.length));
    for (const byte of body) out.push(byte);
  }
  return out;
}

function meteredBody(body: Uint8Array, global: number): number[] {
  const cursor = new Cursor(body);
  for (let groups = cursor.unsigned(); groups > 0; groups--) {
    cursor.unsigned(); // how many locals
    cursor.byte(); // of which type
  }
  const out = [...body.subarray(0, cursor.at)];
  while (cursor.at < body.length) {
    const from = cursor.at;
    let run = 0;
    let opcode;
    do {
      opcode = cursor.byte();
      skipImmediates(cursor, opcode);
      run++;
    } while (!endsRun(opcode) && cursor.at < body.length);
    out.push(0x23, ...unsigned(global), 0x42, ...signed(run), 0x7c, 0x24, ...unsigned(global));
    for (let i = from; i < cursor.at; i++) out.push(body[i]);
  }
  return out;
}

/** Whether control may leave after, or arrive behind, an instruction: block, loop, if, else, end, branches, return. */
function endsRun(opcode: number): boolean {
  return opcode <= 0x05 || opcode === 0x0b || opcode >= 0x0c && opcode <= 0x0f;
}

/** Moves past what follows an opcode (§5.4.1-5.4.8, and relaxed SIMD, whose instructions have nothing). */
function skipImmediates(cursor: Cursor, opcode: number): void {
  if (opcode >= 0x02 && opcode <= 0x04) cursor.unsigned();
  else if (opcode === 0x0c || opcode === 0x0d || opcode === 0x10) cursor.unsigned();
  else if (opcode === 0x0e) { for (let labels = cursor.unsigned(); labels >= 0; labels--) cursor.unsigned(); }
  else if (opcode === 0x11 || opcode >= 0x28 && opcode <= 0x3e) cursor.unsigned(2);
  else if (opcode >= 0x20 && opcode <= 0x26 || opcode === 0x3f || opcode === 0x40) cursor.unsigned();
  else if (opcode === 0x41 || opcode === 0x42) cursor.unsigned();
  else if (opcode === 0x43) cursor.at += 4;
  else if (opcode === 0x44) cursor.at += 8;
  else if (opcode === 0xfc) skipBulk(cursor, cursor.unsigned());
  else if (opcode === 0xfd) skipVector(cursor, cursor.unsigned());
  else if (opcode === 0x1c || opcode >= 0xc5) {
    throw new Error(`Cannot meter opcode ${opcode}: the kernels have none`);
  }
}

/** Saturating conversions have no immediates; memory.copy has two, memory.fill one. */
function skipBulk(cursor: Cursor, opcode: number): void {
  if (opcode === 10) cursor.unsigned(2);
  else if (opcode === 11) cursor.unsigned();
  else if (opcode > 7) throw new Error(`Cannot meter bulk opcode ${opcode}: the kernels have none`);
}

function skipVector(cursor: Cursor, opcode: number): void {
  if (opcode <= 11 || opcode === 92 || opcode === 93) cursor.unsigned(2); // loads and stores
  else if (opcode === 12 || opcode === 13) cursor.at += 16; // a constant, a shuffle
  else if (opcode >= 21 && opcode <= 34) cursor.at += 1; // one lane
  else if (opcode >= 84 && opcode <= 91) {
    cursor.unsigned(2);
    cursor.at += 1; // loads and stores of one lane
  }
}

/** Reads LEB128 numbers (§5.2.2). */
class Cursor {
  constructor(private readonly bytes: Uint8Array, public at = 0) {}

  byte(): number {
    return this.bytes[this.at++];
  }

  /** The last of `count` numbers; signed ones are only passed over. */
  unsigned(count = 1): number {
    let value = 0;
    for (; count > 0; count--) {
      value = 0;
      let byte;
      let shift = 1;
      do {
        byte = this.byte();
        value += (byte & 0x7f) * shift;
        shift *= 128;
      } while (byte >= 0x80);
    }
    return value;
  }
}

function unsigned(value: number): number[] {
  const bytes = [];
  for (; value >= 0x80; value = Math.floor(value / 128)) bytes.push(value % 128 + 0x80);
  return [...bytes, value];
}

/** LEB128 of a non-negative number as a signed one: its topmost bit stays clear. */
function signed(value: number): number[] {
  const bytes = [];
  for (; value >= 0x40; value = Math.floor(value / 128)) bytes.push(value % 128 + 0x80);
  return [...bytes, value];
}

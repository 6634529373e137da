import { assert, assertEquals } from "@std/assert";
import { METER, metered } from "../support/wasm_meter.ts";
import { type Build, BUILDS, countInstructions, RECORD } from "./instructions.ts";

/** A build may execute 1 % more instructions than the recorded one, by workload. */
const MARGIN = 0.01;

/** (func (export "f") (param i32) (loop local.get 0, i32.const 1, i32.sub, local.tee 0, br_if 0)) */
const COUNTDOWN = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // magic, version
  ...[1, 5, 1, 0x60, 1, 0x7f, 0], // types: (i32) -> ()
  ...[3, 2, 1, 0], // functions
  ...[7, 5, 1, 1, 0x66, 0, 0], // exports: "f"
  ...[10, 16, 1, 14, 0, 0x03, 0x40, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x0b], // code
);

Deno.test("metered() counts the instructions that are executed, as by hand", async () => {
  const { instance } = await WebAssembly.instantiate(metered(COUNTDOWN));
  const meter = instance.exports[METER] as WebAssembly.Global;
  const countDown = instance.exports["f"] as (n: number) => void;
  for (const [n, sofar] of [[1, 8], [10, 8 + 53], [1000, 8 + 53 + 5003]]) {
    countDown(n);
    assertEquals(meter.value, BigInt(sofar)); // loop, 5 a round, two ends
  }
});

for (const build of Object.keys(BUILDS) as Build[]) {
  Deno.test(`${build} executes no more instructions than the recorded build, in any workload`, async () => {
    const recorded = JSON.parse(await Deno.readTextFile(RECORD))[build];
    const counted = await countInstructions(build);
    assertEquals(Object.keys(counted), Object.keys(recorded));
    for (const [workload, count] of Object.entries(counted)) {
      const change = count / recorded[workload] - 1;
      const figures = `${workload}: ${count} instructions, recorded ${recorded[workload]}`;
      assert(change < MARGIN, `${figures}. If it is faster all the same: deno task kernels:instructions`);
      assert(change > -5 * MARGIN, `${figures}. Record the better build: deno task kernels:instructions`);
    }
  });
}

import { assertEquals, assertMatch } from "@std/assert";
import { gradientWords } from "../../src/library/gradient_words.ts";
import { firstRows } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

Deno.test("gradientWords() says what exploded, vanished, or was no number, and nothing of what went well", () => {
  const sound = {
    name: "gru",
    options: {},
    updates: 10,
    skippedUpdates: 0,
    loss: 0.4,
    gradientNorm: 0.3,
    largestGradient: 4,
  };
  assertEquals(gradientWords([sound, { name: "naive", options: {} }]), []);
  assertEquals(gradientWords([{ ...sound, gradientNorm: 0, loss: 0 }]), [], "nothing left to learn");
  assertEquals(gradientWords([{ ...sound, skippedUpdates: 2 }]), [
    "gru: 2 of 12 updates skipped, not finite",
  ]);
  const [vanished] = gradientWords([{ ...sound, gradientNorm: 1e-9 }]);
  assertMatch(vanished, /^gru: its gradient has vanished \(norm 1\.0e-9\)/);
});

Deno.test("main.ts tells of gradients that explode, and says nothing of the default networks", async () => {
  await using dir = await Workdir.create();
  const stdin = await firstRows("sp500.csv", 1500);
  const bad = await dir.run([
    "--target",
    "close",
    "--models",
    "rnn(rate=1,clip=1e9,fall=0),gru(rate=1,fall=0,tbptt=16,as=wild)",
  ], { stdin });
  for (const name of ["rnn", "wild"]) {
    assertMatch(bad.expect(0).stderr, new RegExp(`^${name}: its gradients exploded, up to a norm of `, "m"));
  }
  const good = await dir.run(["--target", "close", "--models", "rnn,lstm,gru,mlp"], { stdin });
  good.check(!/gradient/.test(good.expect(0).stderr), "Expected no word on gradients");
});

import { Random } from "../base/random.ts";
import { CELLS } from "../nn/cells/registry.ts";
import { CharacterNetwork } from "./characters.ts";
import type { Lesson } from "./lesson.ts";

const TEXT = "Hello world! ";
const CELLS_SHOWN = { rnn: CELLS.rnn, lstm: CELLS.lstm, gru: CELLS["gru-before"] };
const UPDATES = 300;
const TEMPERATURES = [0, 0.5, 1, 2, 4];
const LENGTH = 38;
/** Updates after which the table shows what is said. */
const SHOWN = [1, 3, 10, 30, 100, 300];

/** One character in, a text out. */
export const generation: Lesson = {
  name: "generation",
  summary: '"Hello world!" learned character by character, and continued from an "H"',

  run({ kernels, seed, effort, say }) {
    const rows: (string | number)[][] = [];
    const updates = Math.ceil(UPDATES * effort);
    const curves = Object.entries(CELLS_SHOWN).map(([name, cell]) => {
      say(`${name}: learning to say hello`);
      const random = new Random(seed);
      const network = new CharacterNetwork(kernels, cell, TEXT, random);
      const say1 = (update: number, loss: number, temperature: number) => {
        const said = "H" + network.continue("H", LENGTH, temperature, new Random(seed + 1));
        rows.push([name, update, loss, temperature, said]);
        return said;
      };
      const points: [number, number][] = [];
      for (let update = 1; update <= updates; update++) {
        const loss = network.learn();
        points.push([update, loss]);
        if (SHOWN.includes(update) && update < updates) say1(update, loss, 0);
      }
      const loss = points[updates - 1][1];
      const said = TEMPERATURES.map((temperature) => say1(updates, loss, temperature));
      return { name, points, loss, cold: said[0], hot: said[said.length - 1] };
    });
    const right = curves.filter(({ cold }) => cold === TEXT.repeat(3).slice(0, LENGTH + 1));
    const [, lstm] = curves;
    return {
      table: { columns: ["model", "update", "loss", "temperature", "text"], rows },
      figures: [{
        kind: "lines",
        title: "Learning to say hello",
        note: `Surprise at the next character of "${TEXT.trim()}"; guessing among its nine costs 2.2 nats.`,
        x: { label: "update (steps)" },
        y: { label: "cross-entropy (nats per character)", scale: "log" },
        lines: curves.map(({ name, points }) => ({ name, points })),
      }],
      explanation: [
        `Networks of 32 units read "${TEXT.trim()}" round and round, each character's label being the next one, for ` +
        `${updates} steps; then they were given an "H" and fed what they said.`,
        `Choosing the likeliest, ${right.length} of ${curves.length} went on without a mistake, lstm with "${lstm.cold}"; at ` +
        `temperature ${TEMPERATURES[TEMPERATURES.length - 1]} it says "${lstm.hot}".`,
        "Which character follows an l or an o depends on what came before, so the state must hold the place in the text: " +
        "training is many-to-many, in step, and running one-to-many, feeding the answer back.",
      ],
    };
  },
};

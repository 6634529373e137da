import { attention } from "./attention.ts";
import { classification } from "./classification.ts";
import { depth } from "./depth.ts";
import { generation } from "./generation.ts";
import { gradients } from "./gradients.ts";
import type { Lesson } from "./lesson.ts";
import { windowing } from "./windowing.ts";

/** Every lesson, in the lecture's order. A new one is a file and a line here. */
export const LESSONS: readonly Lesson[] = [
  windowing,
  gradients,
  depth,
  classification,
  generation,
  attention,
];

/**
 * One-step errors on the ETT files that others have published, for the table of `accuracy_bench.ts`: all seven columns, mean
 * scaled squared error. A figure stands under the protocol by which it was scored; none is a run of ours.
 */

/** Which rows are scored, and by which the columns are scaled. */
export interface Protocol {
  readonly title: string;
  /** The columns' deviations are those of the first so many rows. */
  scaledBy(rows: number): number;
  /** First row scored. */
  from(rows: number): number;
  /** Row behind the last one scored. */
  to(rows: number): number;
  readonly note: string;
}

/** FSNet's, also OneNet's: https://github.com/salesforce/fsnet data/data_loader.py. */
const ONLINE: Protocol = {
  title: "rows 3600-14399",
  scaledBy: () => 2880,
  from: () => 3600,
  to: () => 14400,
  note:
    "scaled by rows 0-2879, the online protocol of FSNet (Pham et al. 2023) and OneNet (Zhang et al. 2023). " +
    "Their networks first train for several epochs on rows 0-2879; here every row is seen once, from row 0.",
};

/** ADAPT-Z's: https://github.com/xiannanhuang/ADAPT-Z dataloader.py, windows of 96 rows. */
const LATE: Protocol = {
  title: "last 30 %",
  scaledBy: (rows) => Math.floor(0.6 * rows),
  from: (rows) => Math.floor(0.7 * rows) + 96,
  to: (rows) => rows,
  note:
    "scaled by the first 60 %, the protocol of ADAPT-Z (Huang et al. 2025), whose networks first train for " +
    "epochs on that part; here every row is seen once.",
};

export const PROTOCOLS = { online: ONLINE, late: LATE } as const;

export interface Published {
  readonly method: string;
  readonly protocol: keyof typeof PROTOCOLS;
  /** By file, without its ending. */
  readonly errors: Readonly<Record<string, number>>;
  readonly source: string;
}

const TOT = "Li et al. 2025, Online Time Series Forecasting with Theoretical Guarantees, tables 2 and A12";
const ADAPT_Z = "Huang et al., reply to reviewer 1 on ADAPT-Z (github.com/xiannanhuang/RE-ICLR), question 4";

export const PUBLISHED: readonly Published[] = [
  { method: "TFCL", protocol: "online", errors: { ETTh2: 0.557, ETTm1: 0.087 }, source: TOT },
  { method: "online TCN", protocol: "online", errors: { ETTh2: 0.502, ETTm1: 0.085 }, source: TOT },
  { method: "MIR", protocol: "online", errors: { ETTh2: 0.486, ETTm1: 0.085 }, source: TOT },
  { method: "OneNet", protocol: "online", errors: { ETTh2: 0.380, ETTm1: 0.082 }, source: TOT },
  { method: "LSTD", protocol: "online", errors: { ETTh2: 0.377, ETTm1: 0.081 }, source: TOT },
  { method: "OneNet with TOT", protocol: "online", errors: { ETTh2: 0.361, ETTm1: 0.082 }, source: TOT },
  late("TimeFilter, trained once", 0.1201, 0.0666, 0.0549, 0.0317),
  late("TimeFilter, online by DSOF", 0.1205, 0.0661, 0.0738, 0.0447),
  late("TimeFilter, online by Proceed", 0.1199, 0.0660, 0.0527, 0.0311),
  late("TimeFilter, online by ADAPT-Z", 0.1107, 0.0628, 0.0509, 0.0307),
];

/** A method of ADAPT-Z's comparison. */
function late(method: string, ETTh1: number, ETTh2: number, ETTm1: number, ETTm2: number): Published {
  return { method, protocol: "late", errors: { ETTh1, ETTh2, ETTm1, ETTm2 }, source: ADAPT_Z };
}

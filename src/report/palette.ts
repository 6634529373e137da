/** Colours that lines may have: the page's style gives as many. */
export const COLOURS = 12;

/** The colour of what the others are measured by: grey. */
export const GREY = 7;

const LIGHT =
  "--ground:#fff;--card:#fff;--text:#1b2430;--soft:#5a6675;--shade:#1b243026;--mid:#1b2430;--line:#dfe4ea;" +
  "--accent:#0b6e99;--good:#00805c;--bad:#c24e00";
const DARK =
  "--ground:#11161c;--card:#171e26;--text:#e8edf2;--soft:#9fabb8;--shade:#0009;--mid:#171e26;--line:#2c3641;" +
  "--accent:#56b4e9;--good:#2fc997;--bad:#ff8f3f";
const ON_LIGHT =
  "#0072b2 #c24e00 #00805c #a83f7f #8a6d00 #6b4fbb #007f99 #6e7781 #c0273a #5b7a00 #8c5a3c #3a4fa0";
const ON_DARK =
  "#56b4e9 #ff8f3f #2fc997 #e58bc2 #f0e442 #b49cff #7fe0ee #a9b3bd #ff8090 #b9d65a #d3a283 #8fa8ff";

/** The style's variables on white, and on paper. */
export const LIGHT_COLOURS = `${LIGHT};${numbered(ON_LIGHT)}`;

/**
 * Light or dark as the reader's system is. Twelve line colours, the first eight after Okabe & Ito 2008, which colour-blind
 * readers tell apart; darker on white and lighter on black, so that each has a contrast of at least 4.5 : 1 to its ground.
 */
export const PALETTE = `:root{${LIGHT_COLOURS}}
@media (prefers-color-scheme:dark){:root{${DARK};${numbered(ON_DARK)}}}`;

function numbered(colours: string): string {
  return colours.split(" ").map((colour, i) => `--c${i}:${colour}`).join(";");
}

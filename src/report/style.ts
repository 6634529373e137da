import { WIDTHS } from "./colours.ts";
import { SHADES } from "./page_tables.ts";
import { COLOURS, LIGHT_COLOURS, PALETTE } from "./palette.ts";

/** The page's style: its colours are `palette.ts`'s. */
export const STYLE = `
${PALETTE}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main{max-width:66rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.2rem}
.brand{margin:0;color:var(--accent);font-weight:600;letter-spacing:.04em}
h1{margin:.1rem 0 .2rem;font-size:clamp(1.6rem,5vw,2.3rem);line-height:1.2;overflow-wrap:anywhere}
h2{margin:2.2rem 0 .6rem;font-size:1.25rem}
.subtitle{margin:0;color:var(--soft)}
.leads{display:flex;flex-wrap:wrap;gap:.4rem 2.6rem;margin-top:1.3rem}.lead p{margin:0;color:var(--soft)}
.lead .name{overflow-wrap:anywhere}.lead .value{color:var(--text);font-size:clamp(2.2rem,8vw,3.1rem);font-weight:650;line-height:1.15;letter-spacing:-.02em;
font-variant-numeric:tabular-nums}
.words{margin-top:1.4rem;padding:.2rem 1.1rem;border-left:3px solid var(--accent);max-width:46rem}
.words p{margin:.45rem 0;font-size:.95rem;overflow-wrap:anywhere}
figure{margin:0 0 1.4rem;padding:1rem 1rem .6rem;background:var(--card);border:1px solid var(--line);border-radius:10px}
.pairs{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:0 1.2rem}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:0 1rem}
.panel{padding:.7rem .8rem .3rem;margin-bottom:1rem}.panel .line{stroke-width:1.6}
figcaption{margin-bottom:.5rem}
figcaption span{display:block;color:var(--soft);font-size:.92rem}
svg{display:block;width:100%;height:auto}
svg.square{max-width:26rem;margin:0 auto}
svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--soft)}
svg text.label{fill:var(--text);font-size:12.5px}
svg text.end{font-weight:600;stroke:none}
svg text.inside{fill:var(--text)}svg text.mid{fill:var(--mid)}svg text.dark{fill:var(--card)}
.grid{stroke:var(--line);stroke-width:1}.axis{stroke:var(--soft);stroke-width:1}
.line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.line,.dot{vector-effect:non-scaling-stroke}.best{stroke-width:3.2}.dot{stroke-width:6.5}
.dashed{stroke-dasharray:6 5}.dots{stroke-dasharray:.1 5;stroke-width:3}
.band{stroke:none;fill-opacity:.17}.span{fill-opacity:.22}
svg.defs{position:absolute;width:0;height:0}
.mark{fill:none;stroke-width:2.5}
.truth{stroke:var(--text)}circle.truth{fill:var(--text);stroke:none}svg text.truth{fill:var(--text)}
${
  Array.from(
    { length: COLOURS },
    (_, i) =>
      `.c${i}{stroke:var(--c${i})}.band.c${i}{fill:var(--c${i})}circle.c${i}{fill:var(--c${i});stroke:none}svg text.c${i}{fill:var(--c${i})}`,
  ).join("")
}
${Array.from({ length: WIDTHS }, (_, i) => `.under${i}{stroke-width:${2 + 1.5 * i}}`).join("")}
.band{stroke:none!important}
.cell,.tone{fill:var(--c0);shape-rendering:crispEdges}.frame{fill:none;stroke:var(--line);stroke-width:2}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;margin:.5rem 0 .2rem;padding:0;list-style:none;font-size:.9rem}
.legend li{display:flex;align-items:center;gap:.45rem}
.legend li{min-width:0;overflow-wrap:anywhere}.legend svg.key{width:26px;height:12px;flex:none}
details .scroll{max-height:34rem}
svg.ramp{display:inline-block;width:7rem;height:.8rem;vertical-align:middle;border:1px solid var(--line)}
.card{margin-bottom:1.4rem;border:1px solid var(--line);border-radius:10px;background:var(--card);overflow:hidden}
.caption,summary{margin:0;padding:.7rem .9rem .5rem;font-weight:600;font-size:.88rem}
summary{cursor:pointer}
.scroll{overflow:auto;background:linear-gradient(270deg,var(--card),transparent 2rem) 100% 0/2rem 100% no-repeat local,
linear-gradient(270deg,var(--shade),transparent) 100% 0/.9rem 100% no-repeat}
table{border-collapse:collapse;width:100%;font-size:.84rem;font-variant-numeric:tabular-nums}
th,td{padding:.32rem .7rem;text-align:left;white-space:nowrap}
th{color:var(--soft);font-weight:600;position:sticky;top:0;background:var(--card);box-shadow:0 1px var(--line)}
tbody tr+tr td{border-top:1px solid var(--line)}
.n{text-align:right}
th:first-child,td:first-child{max-width:15rem;overflow:hidden;text-overflow:ellipsis;position:sticky;left:0;background:var(--card);z-index:1}thead th:first-child{z-index:2}
.group th{position:static;max-width:none;overflow:visible;padding-top:.8rem;color:var(--text);box-shadow:none}.group span{position:sticky;left:.6rem}
${
  Array.from({ length: SHADES }, (_, i) => {
    const share = 9 * (i + 1);
    return ["good", "bad"].map((kind) =>
      `.${kind}${i + 1}{background:color-mix(in srgb,var(--${kind}) ${share}%,var(--card))}`
    ).join("");
  }).join("")
}
.shaded td{border-top:0!important}.shaded tbody th{position:sticky;left:0;top:auto;color:var(--text);font-weight:400;box-shadow:none}.shaded tbody .group th{font-weight:600}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:.1rem 1.4rem;margin:0 0 3rem}
dl div{display:flex;gap:.7rem;justify-content:space-between;border-bottom:1px solid var(--line);padding:.25rem 0}
dt{color:var(--soft)}dd{margin:0;text-align:right;overflow-wrap:anywhere}
svg.narrow{display:none}
@media (max-width:34rem){figure{padding:.8rem .5rem .5rem}svg.broad{display:none}svg.narrow{display:block}
th,td{padding:.32rem .6rem}th:first-child,td:first-child{max-width:9rem}svg.wide text,svg.wide text.label{font-size:19px}}
@media print{:root{${LIGHT_COLOURS}}
body{font-size:11pt}figure,tr,.card{break-inside:avoid}.scroll{max-height:none;overflow:visible;background:none}.card{overflow:visible}
svg.broad{display:block;max-height:7.6cm}svg.narrow{display:none}th:first-child,td:first-child,th{position:static;max-width:none}
.pairs{grid-template-columns:1fr 1fr}
svg,.shaded td{print-color-adjust:exact}details{display:none}.panels{grid-template-columns:1fr 1fr 1fr}h2{break-after:avoid}
table{font-size:7pt}th,td{padding:.2rem .3rem;white-space:normal}}
`;

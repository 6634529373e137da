import { COLOURS, WIDTHS } from "./colours.ts";

/**
 * The page's style. Eight line colours after Okabe & Ito 2008, which colour-blind readers tell apart, darker on white and
 * lighter on black so that each has a contrast of at least 3 : 1 to its ground.
 */
export const STYLE = `
:root{--ground:#fff;--card:#fff;--text:#1b2430;--soft:#5a6675;--shade:#1b243026;--mid:#1b2430;--line:#dfe4ea;--accent:#0b6e99;
--c0:#0072b2;--c1:#c24e00;--c2:#00805c;--c3:#a83f7f;--c4:#8a6d00;--c5:#6b4fbb;--c6:#007f99;--c7:#6e7781}
@media (prefers-color-scheme:dark){:root{--ground:#11161c;--card:#171e26;--text:#e8edf2;--soft:#9fabb8;--shade:#0009;--mid:#171e26;--line:#2c3641;
--accent:#56b4e9;--c0:#56b4e9;--c1:#ff8f3f;--c2:#2fc997;--c3:#e58bc2;--c4:#f0e442;--c5:#b49cff;--c6:#7fe0ee;--c7:#a9b3bd}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main{max-width:60rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.2rem}
.brand{margin:0;color:var(--accent);font-weight:600;letter-spacing:.04em}
h1{margin:.1rem 0 .2rem;font-size:clamp(1.6rem,5vw,2.3rem);line-height:1.2;overflow-wrap:anywhere}
h2{margin:2.2rem 0 .6rem;font-size:1.25rem}
.subtitle{margin:0;color:var(--soft)}
.words{margin-top:1.4rem;padding:.2rem 1.1rem;border-left:3px solid var(--accent);max-width:46rem}
.words p{margin:.55rem 0;overflow-wrap:anywhere}
figure{margin:0 0 1.4rem;padding:1rem 1rem .6rem;background:var(--card);border:1px solid var(--line);border-radius:10px}
.pairs{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:0 1.2rem}
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
.dashed{stroke-dasharray:6 5}.dots{stroke-dasharray:.1 5;stroke-width:3}
.band{stroke:none;fill-opacity:.18}
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
.cell{fill:var(--c0);shape-rendering:crispEdges}.frame{fill:none;stroke:var(--line);stroke-width:2}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;margin:.5rem 0 .2rem;padding:0;list-style:none;font-size:.9rem}
.legend li{display:flex;align-items:center;gap:.45rem}
.legend li{min-width:0;overflow-wrap:anywhere}.legend svg.key{width:26px;height:12px;flex:none}
.ramp{display:inline-block;width:7rem;height:.8rem;border:1px solid var(--line);background:linear-gradient(90deg,transparent,var(--c0))}
.card{margin-bottom:1.4rem;border:1px solid var(--line);border-radius:10px;background:var(--card);overflow:hidden}
.caption,summary{margin:0;padding:.7rem .9rem .5rem;font-weight:600;font-size:.88rem}
summary{cursor:pointer}
.scroll{overflow:auto;max-height:34rem;background:linear-gradient(270deg,var(--card),transparent 2rem) 100% 0/2rem 100% no-repeat local,
linear-gradient(270deg,var(--shade),transparent) 100% 0/.9rem 100% no-repeat}
table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}
th,td{padding:.32rem .9rem;text-align:left;white-space:nowrap}
th{color:var(--soft);font-weight:600;position:sticky;top:0;background:var(--card);box-shadow:0 1px var(--line)}
tbody tr+tr td{border-top:1px solid var(--line)}
.number{text-align:right}
th:first-child,td:first-child{max-width:15rem;overflow:hidden;text-overflow:ellipsis;position:sticky;left:0;background:var(--card);z-index:1}thead th:first-child{z-index:2}
.group th{position:static;max-width:none;overflow:visible;padding-top:.8rem;color:var(--text);box-shadow:none}.group span{position:sticky;left:.6rem}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:.1rem 1.4rem;margin:0 0 3rem}
dl div{display:flex;gap:.7rem;justify-content:space-between;border-bottom:1px solid var(--line);padding:.25rem 0}
dt{color:var(--soft)}dd{margin:0;text-align:right;overflow-wrap:anywhere}
svg.narrow{display:none}
@media (max-width:34rem){figure{padding:.8rem .5rem .5rem}svg.broad{display:none}svg.narrow{display:block}
th,td{padding:.32rem .6rem}th:first-child,td:first-child{max-width:9rem}svg.wide text,svg.wide text.label{font-size:19px}}
@media print{:root{--ground:#fff;--card:#fff;--text:#000;--soft:#444;--shade:transparent;--mid:#000;--line:#ccc;--accent:#0b6e99;
--c0:#0072b2;--c1:#c24e00;--c2:#00805c;--c3:#a83f7f;--c4:#8a6d00;--c5:#6b4fbb;--c6:#007f99;--c7:#6e7781}
body{font-size:11pt}figure,tr,.card{break-inside:avoid}.scroll{max-height:none;overflow:visible;background:none}.card{overflow:visible}
svg.broad{display:block}svg.narrow{display:none}th:first-child,td:first-child,th{position:static;max-width:none}
.pairs{grid-template-columns:1fr 1fr}
.ramp,.cell{print-color-adjust:exact}h2{break-after:avoid}
table{font-size:7pt}th,td{padding:.2rem .3rem;white-space:normal}}
`;

/**
 * The charts of the desk: ECharts drawn as SVG in the theme's own colours.
 *
 * The box is left to right; for Arabic the scale is mirrored here on purpose. Every number stands in the page's own table.
 */
import { CustomChart, HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { options, type Figures, type Look } from "./options";

echarts.use([
  CustomChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
  AriaComponent,
  GridComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
  SVGRenderer,
]);

function look(): Look {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: token("--color-base-content"),
    paper: token("--color-base-100"),
    line: token("--color-base-300"),
    primary: token("--color-primary"),
    accent: token("--color-accent"),
    font: getComputedStyle(document.body).fontFamily,
    mirrored: document.documentElement.dir === "rtl",
    narrow: matchMedia("(max-width: 40rem)").matches,
    still: matchMedia("(prefers-reduced-motion: reduce)").matches,
  };
}

async function start(root: HTMLElement): Promise<void> {
  const answer = await fetch(root.dataset.charts ?? "", { credentials: "same-origin" });
  if (!answer.ok) return;
  const figures = (await answer.json()) as Figures;
  // The widths of labels are measured when they are drawn, so the letters must be there.
  await Promise.all([document.fonts.load('400 14px "Plex Pair"', "بصيرة"), document.fonts.load('600 14px "Plex Pair"', "B")]);
  const charts: { chart: echarts.ECharts; box: HTMLElement }[] = [];
  const draw = (): void => {
    const all = options(figures, look(), root.dataset);
    for (const box of root.querySelectorAll<HTMLElement>("[data-chart]")) {
      const wanted = all[box.dataset.chart ?? ""];
      if (!wanted) continue;
      box.hidden = false;
      box.style.height = `${wanted.height}px`;
      const known = charts.find((each) => each.box === box);
      const chart = known?.chart ?? echarts.init(box, null, { renderer: "svg" });
      if (!known) charts.push({ chart, box });
      chart.setOption(wanted.option, true);
      chart.resize();
    }
  };
  draw();
  const again = (): void => draw();
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  let width = root.clientWidth;
  new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    draw();
  }).observe(root);
  window.addEventListener("beforeprint", again);
  root.dataset.drawn = "yes";
}

for (const root of document.querySelectorAll<HTMLElement>("[data-charts]")) void start(root);

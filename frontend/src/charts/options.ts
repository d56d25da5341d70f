/** What each chart looks like: figures in, ECharts options out. */
import type { EChartsCoreOption } from "echarts/core";

interface Figure {
  name: string;
  value: number | null;
  low: number | null;
  high: number | null;
  visits: number;
  words: string;
}

export interface Figures {
  digits: string;
  whole: Figure | null;
  rows: Figure[];
  funnel: [number, number, number][];
  dimensions: string[];
  heat: (number | null)[][];
  trend: Figure[];
}

export interface Look {
  ink: string;
  paper: string;
  line: string;
  primary: string;
  accent: string;
  font: string;
  mirrored: boolean;
  narrow: boolean;
  still: boolean;
}

interface Drawing {
  height: number;
  option: EChartsCoreOption;
}

type Words = DOMStringMap;

/** The narrow part of ECharts' custom series that an interval needs. */
interface Api {
  value(index: number): number;
  coord(at: [number, number]): [number, number];
}

function interval(api: Api, look: Look, upright: boolean): object {
  const place = api.value(0);
  const at = (value: number): [number, number] => api.coord(upright ? [place, value] : [value, place]);
  const [x1, y1] = at(api.value(1));
  const [x2, y2] = at(api.value(2));
  return { type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: look.primary, lineWidth: 6, lineCap: "round", opacity: 0.34 } };
}

export function options(figures: Figures, look: Look, words: Words): Record<string, Drawing> {
  const digits = new Intl.NumberFormat(figures.digits === "arab" ? "ar-u-nu-arab" : "en", { maximumFractionDigits: 0 });
  const points = (share: number): string => digits.format(share * 100);
  const text = { fontFamily: look.font, fontSize: 14, color: look.ink };
  const base = {
    animation: !look.still,
    animationDuration: 120,
    textStyle: text,
    aria: { enabled: false },
    tooltip: {
      confine: true,
      backgroundColor: look.paper,
      borderColor: look.line,
      formatter: (told: { data?: { tip?: [string, string] } }) => tip(told.data?.tip),
    },
  };
  const scale = { type: "value", axisLabel: { ...text, formatter: points }, splitLine: { lineStyle: { color: look.line } } };
  const sides = look.mirrored ? { position: "right" } : {};
  const whole = figures.whole?.value ?? null;
  const mark = (axis: "xAxis" | "yAxis"): object | undefined =>
    whole === null
      ? undefined
      : {
          silent: true,
          symbol: "none",
          label: { show: false },
          lineStyle: { color: look.accent, type: "dashed", width: 1.5 },
          data: [{ [axis]: whole }],
        };
  return {
    league: league(figures, look, { base, text, scale, sides, mark }),
    funnel: funnel(figures, look, words, { base, text, scale, sides, mark, digits }),
    trend: trend(figures, look, { base, text, scale, sides }),
    heat: heat(figures, look, { base, text, sides, points }),
  };
}

type Kit = any;

/** Mix two colours of the theme, given as #rrggbb: the numbers on top must stay readable in light and dark. */
function mixed(one: string, other: string, share: number): string {
  const parts = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const [first, second] = [parts(one), parts(other)];
  const hex = first.map((value, index) => Math.round(value * share + (second[index] ?? 0) * (1 - share)).toString(16).padStart(2, "0"));
  return `#${hex.join("")}`;
}

function tip(told: [string, string] | undefined): HTMLElement | string {
  if (!told) return "";
  const box = document.createElement("div");
  box.className = "plot-tip";
  box.dir = document.documentElement.dir;
  const name = document.createElement("b");
  name.textContent = told[0];
  const rest = document.createElement("span");
  rest.textContent = told[1];
  box.append(name, rest);
  return box;
}

function nameAxis(names: string[], look: Look, text: object): object {
  return {
    type: "category",
    data: names,
    inverse: true,
    position: look.mirrored ? "right" : "left",
    axisTick: { show: false },
    axisLine: { lineStyle: { color: look.line } },
    axisLabel: look.narrow
      ? { ...text, fontSize: 12, lineHeight: 15, width: 112, overflow: "break", interval: 0 }
      : { ...text, width: 240, overflow: "truncate", interval: 0 },
  };
}

function grid(look: Look, names: number): object {
  return look.mirrored
    ? { left: 24, right: names, top: 12, bottom: 32 }
    : { left: names, right: 24, top: 12, bottom: 32 };
}

function league(figures: Figures, look: Look, { base, text, scale, mark }: Kit): Drawing {
  const rows = figures.rows;
  const known = rows.map((row, index) => ({ row, index })).filter(({ row }) => row.value !== null);
  return {
    height: Math.max(160, rows.length * (look.narrow ? 46 : 34) + 56),
    option: {
      ...base,
      grid: grid(look, look.narrow ? 130 : 256),
      xAxis: { ...scale, min: 0, max: 1, inverse: look.mirrored },
      yAxis: nameAxis(rows.map((row) => row.name), look, text),
      series: [
        {
          type: "custom",
          silent: true,
          encode: { x: [1, 2], y: 0 },
          data: known.filter(({ row }) => row.low !== null).map(({ row, index }) => [index, row.low, row.high]),
          renderItem: (_told: unknown, api: Api) => interval(api, look, false),
        },
        {
          type: "scatter",
          symbolSize: 13,
          itemStyle: { color: look.primary, borderColor: look.paper, borderWidth: 2 },
          data: known.map(({ row, index }) => ({ value: [row.value, index], tip: [row.name, row.words] })),
          markLine: mark("xAxis"),
        },
      ],
    },
  };
}

function funnel(figures: Figures, look: Look, words: Words, { base, text, scale, sides, mark, digits }: Kit): Drawing {
  const known = figures.rows.filter((row) => row.value !== null);
  const most = Math.max(4, ...known.map((row) => row.visits));
  const edge = (index: 1 | 2): object => ({
    type: "line",
    silent: true,
    symbol: "none",
    lineStyle: { color: look.ink, width: 1, type: "dotted", opacity: 0.7 },
    data: figures.funnel.map((limit) => [limit[0], limit[index]]),
  });
  return {
    height: 340,
    option: {
      ...base,
      grid: { left: look.mirrored ? 20 : 44, right: look.mirrored ? 44 : 20, top: 16, bottom: 48 },
      xAxis: {
        type: "value",
        min: 0,
        max: Math.ceil(most * 1.06),
        inverse: look.mirrored,
        name: words.visits,
        nameLocation: "middle",
        nameGap: 28,
        nameTextStyle: text,
        axisLabel: { ...text, formatter: (value: number) => digits.format(value) },
        splitLine: { show: false },
      },
      yAxis: { ...scale, min: 0, max: 1, ...sides },
      series: [
        edge(1),
        edge(2),
        {
          type: "scatter",
          symbolSize: 11,
          itemStyle: { color: look.primary, borderColor: look.paper, borderWidth: 1.5 },
          data: known.map((row) => ({ value: [row.visits, row.value], tip: [row.name, row.words] })),
          markLine: mark("yAxis"),
        },
      ],
    },
  };
}

function trend(figures: Figures, look: Look, { base, text, scale, sides }: Kit): Drawing {
  const points = figures.trend;
  const with_band = points.map((point, index) => ({ point, index })).filter(({ point }) => point.low !== null);
  const lowest = Math.min(0.5, ...with_band.map(({ point }) => point.low ?? 1));
  return {
    height: 340,
    option: {
      ...base,
      grid: { left: look.mirrored ? 20 : 44, right: look.mirrored ? 44 : 20, top: 16, bottom: 56 },
      xAxis: {
        type: "category",
        data: points.map((point) => point.name),
        inverse: look.mirrored,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: look.line } },
        axisLabel: { ...text, width: look.narrow ? 110 : 140, overflow: "break", lineHeight: 20, interval: points.length > 4 ? "auto" : 0 },
      },
      yAxis: { ...scale, min: Math.max(0, Math.floor(lowest * 10 - 1) / 10), max: 1, ...sides },
      series: [
        {
          type: "custom",
          silent: true,
          encode: { x: 0, y: [1, 2] },
          data: with_band.map(({ point, index }) => [index, point.low, point.high]),
          renderItem: (_told: unknown, api: Api) => interval(api, look, true),
        },
        {
          type: "line",
          symbol: "circle",
          symbolSize: 12,
          lineStyle: { color: look.primary, width: 2 },
          itemStyle: { color: look.primary, borderColor: look.paper, borderWidth: 2 },
          data: points.map((point) => ({ value: point.value, tip: [point.name, point.words] })),
        },
      ],
    },
  };
}

function heat(figures: Figures, look: Look, { base, text, points }: Kit): Drawing {
  const cells = figures.heat.flatMap((line, row) =>
    line.flatMap((value, column) =>
      value === null
        ? []
        : [{ value: [column, row, value], tip: [figures.rows[row]?.name ?? "", `${figures.dimensions[column] ?? ""}: ${points(value)}`] }],
    ),
  );
  return {
    height: Math.max(180, figures.rows.length * (look.narrow ? 46 : 36) + (look.narrow ? 160 : 96)),
    option: {
      ...base,
      grid: { ...grid(look, look.narrow ? 130 : 256), top: look.narrow ? 128 : 64, bottom: 12 },
      xAxis: {
        type: "category",
        data: figures.dimensions,
        position: "top",
        inverse: look.mirrored,
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: look.narrow
          ? { ...text, fontSize: 12, interval: 0, rotate: 90, width: 118, overflow: "truncate" }
          : { ...text, fontSize: 13, lineHeight: 19, interval: 0, width: 120, overflow: "break" },
      },
      yAxis: nameAxis(figures.rows.map((row) => row.name), look, text),
      visualMap: { show: false, min: 0.3, max: 1, dimension: 2, inRange: { color: [look.paper, mixed(look.primary, look.paper, 0.5)] } },
      series: [
        {
          type: "heatmap",
          data: cells,
          itemStyle: { borderColor: look.paper, borderWidth: 2 },
          label: { show: true, ...text, fontWeight: 600, formatter: (told: { value: number[] }) => points(told.value[2] ?? 0) },
        },
      ],
    },
  };
}

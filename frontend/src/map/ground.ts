/**
 * The quiet ground: land and borders in the theme's own colours.
 *
 * What ships is Natural Earth's (public domain) as TopoJSON. A programme may bring its own GeoJSON instead: surfaces are
 * land, lines are borders, because whose line is drawn where is not for software to decide.
 */
import type { Map as MapView, StyleSpecification } from "maplibre-gl";
import { feature, mesh } from "topojson-client";

interface Ground {
  land: unknown;
  borders: unknown;
}

const EMPTY = { type: "FeatureCollection", features: [] };

export function groundOf(told: unknown): Ground {
  const topology = told as { type?: string; objects?: Record<string, unknown>; features?: { geometry?: { type?: string } }[] };
  if (topology.type === "Topology") {
    const countries = topology.objects?.countries;
    const borders = mesh(told as never, countries as never, (one: unknown, other: unknown) => one !== other);
    return { land: feature(told as never, countries as never), borders: { type: "Feature", properties: {}, geometry: borders } };
  }
  const all = topology.features ?? [];
  const of = (kind: RegExp): unknown => ({
    ...EMPTY,
    features: all.filter((each) => kind.test(each.geometry?.type ?? "")),
  });
  return { land: of(/Polygon$/), borders: of(/LineString$/) };
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function colours(): { sea: string; land: string; line: string } {
  return { sea: token("--color-base-200"), land: token("--color-base-100"), line: token("--color-base-300") };
}

export function styleOf(told: unknown): StyleSpecification {
  const { land, borders } = told as Ground;
  const { sea, land: earth, line } = colours();
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: land as never },
      borders: { type: "geojson", data: borders as never },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": sea } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": earth, "fill-antialias": false } },
      { id: "coast", type: "line", source: "land", paint: { "line-color": line, "line-width": 1.2 } },
      { id: "borders", type: "line", source: "borders", paint: { "line-color": line, "line-width": 1, "line-dasharray": [3, 2] } },
    ],
  };
}

/** Put on the colours of the theme that the page wears now. */
export function wear(map: MapView): void {
  const { sea, land, line } = colours();
  map.setPaintProperty("sea", "background-color", sea);
  map.setPaintProperty("land", "fill-color", land);
  map.setPaintProperty("coast", "line-color", line);
  map.setPaintProperty("borders", "line-color", line);
}

/**
 * The map of centres: MapLibre over the ground that ships, HTML signs for the centres, a list beside that is its equal.
 *
 * Signs are elements, so Arabic is the browser's and no glyphs are fetched. Nothing here asks a third party for anything.
 */
import * as ML from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { groundOf, styleOf, wear } from "./ground";
import { clustersOf, type Spot } from "./clusters";

ML.setWorkerUrl(new URL(workerUrl, import.meta.url).href);

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const CLOSE_ZOOM = 9;

function hasWebGl(): boolean {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2"));
}

async function json<T>(address: string): Promise<T> {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as T;
}

function wearStyle(address: string): Promise<void> {
  return new Promise((done, failed) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = () => done();
    link.onerror = () => failed(new Error("style"));
    document.head.append(link);
  });
}

function numberIn(digits: string | undefined): (value: number) => string {
  const format = new Intl.NumberFormat(digits === "arab" ? "ar-u-nu-arab" : "en");
  return (value) => format.format(value);
}

class CentreMap {
  private readonly map: ML.Map;
  private readonly spots: Map<string, Spot>;
  private signs: ML.Marker[] = [];
  private popup: ML.Popup | null = null;
  private readonly number: (value: number) => string;

  constructor(
    private readonly root: HTMLElement,
    box: HTMLElement,
    spots: Spot[],
    ground: unknown,
  ) {
    this.spots = new Map(spots.map((spot) => [spot.ref, spot]));
    this.number = numberIn(root.dataset.digits);
    const words = root.dataset;
    this.map = new ML.Map({
      container: box,
      style: styleOf(ground),
      bounds: this.bounds(),
      fitBoundsOptions: { padding: 48, maxZoom: 9 },
      maxZoom: 15,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      renderWorldCopies: false,
      fadeDuration: 0,
      locale: {
        "Map.Title": words.title ?? "",
        "NavigationControl.ZoomIn": words.zoomIn ?? "",
        "NavigationControl.ZoomOut": words.zoomOut ?? "",
        "Popup.Close": words.close ?? "",
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    const mirrored = document.documentElement.dir === "rtl";
    this.map.addControl(new ML.NavigationControl({ showCompass: false }), mirrored ? "top-left" : "top-right");
    this.map.on("moveend", () => this.drawSigns());
    this.map.on("load", () => this.drawSigns());
    this.followTheme();
    this.followList();
  }

  private bounds(): ML.LngLatBounds {
    const bounds = new ML.LngLatBounds();
    for (const spot of this.spots.values()) bounds.extend(spot.at);
    return bounds;
  }

  private followTheme(): void {
    const change = (): void => wear(this.map);
    new MutationObserver(change).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", change);
  }

  private followList(): void {
    this.root.querySelector(".places")?.addEventListener("click", (event) => {
      const link = (event.target as Element).closest<HTMLElement>("[data-place]");
      const spot = link && this.spots.get(link.dataset.place ?? "");
      const plain = event instanceof MouseEvent && !(event.ctrlKey || event.metaKey || event.shiftKey);
      if (!spot || !plain) return;
      event.preventDefault();
      this.goTo(spot.at, Math.max(this.map.getZoom(), CLOSE_ZOOM));
      this.open([spot], true);
    });
  }

  private goTo(at: [number, number], zoom: number): void {
    if (STILL.matches) this.map.jumpTo({ center: at, zoom });
    else this.map.easeTo({ center: at, zoom, duration: 400 });
  }

  private drawSigns(): void {
    for (const sign of this.signs) sign.remove();
    const inside = this.map.getBounds();
    const seen = [...this.spots.values()].filter((spot) => inside.contains(spot.at));
    const groups = clustersOf(seen, (at) => this.map.project(at));
    this.signs = groups.map((group) => this.sign(group));
  }

  private sign(group: Spot[]): ML.Marker {
    const element = document.createElement("button");
    element.type = "button";
    // The list is the way by keyboard; hundreds of stops inside the map would be a trap.
    element.tabIndex = -1;
    const first = group[0] as Spot;
    if (group.length === 1) {
      element.className = "sign";
      element.append(this.pin(first.kind));
      element.setAttribute("aria-label", `${first.name} · ${first.figure} · ${first.kindWords}`);
    } else {
      element.className = "sign sign-many";
      element.textContent = this.number(group.length);
      element.setAttribute("aria-label", this.several(group.length));
    }
    element.addEventListener("click", (event) => {
      event.stopPropagation();
      this.choose(group);
    });
    const middle: [number, number] = [mean(group.map((spot) => spot.at[0])), mean(group.map((spot) => spot.at[1]))];
    return new ML.Marker({ element }).setLngLat(middle).addTo(this.map);
  }

  private choose(group: Spot[]): void {
    const first = group[0] as Spot;
    const apart = group.some((spot) => spot.at[0] !== first.at[0] || spot.at[1] !== first.at[1]);
    if (group.length === 1 || !apart || this.map.getZoom() >= 14) {
      this.open(group, false);
      return;
    }
    const bounds = new ML.LngLatBounds();
    for (const spot of group) bounds.extend(spot.at);
    this.map.fitBounds(bounds, { padding: 72, maxZoom: 14, animate: !STILL.matches, duration: 400 });
  }

  private open(group: Spot[], fromList: boolean): void {
    this.popup?.remove();
    const first = group[0] as Spot;
    const card = document.createElement("div");
    card.className = "map-card";
    card.dir = document.documentElement.dir;
    if (group.length > 1) card.append(line("p", "small soft", this.several(group.length)));
    for (const spot of group) card.append(this.words(spot));
    this.popup = new ML.Popup({ maxWidth: "18rem", offset: 14, focusAfterOpen: false })
      .setLngLat(first.at)
      .setDOMContent(card)
      .addTo(this.map);
    this.mark(group, fromList);
  }

  private words(spot: Spot): HTMLElement {
    const box = document.createElement("div");
    box.className = "map-one";
    const title = line("p", "place-name", "");
    title.append(this.pin(spot.kind), line("bdi", "", spot.name));
    const link = document.createElement("a");
    link.href = spot.url;
    link.className = "link";
    link.textContent = this.root.dataset.more ?? "";
    box.append(title, line("p", "small soft", spot.where), line("p", "small", spot.figure), line("p", "small", spot.kindWords), link);
    return box;
  }

  private mark(group: Spot[], fromList: boolean): void {
    for (const old of this.root.querySelectorAll(".places [aria-current]")) old.removeAttribute("aria-current");
    for (const spot of group) {
      const link = this.root.querySelector<HTMLElement>(`[data-place="${CSS.escape(spot.ref)}"]`);
      link?.setAttribute("aria-current", "true");
      if (spot === group[0] && !fromList) link?.scrollIntoView({ block: "nearest" });
    }
    const says = this.root.querySelector("[data-map-says]");
    const first = group[0] as Spot;
    if (says) says.textContent = group.length === 1 ? `${first.name} · ${first.figure} · ${first.kindWords}` : this.several(group.length);
  }

  private several(count: number): string {
    return (this.root.dataset.several ?? "").replace("{count}", this.number(count));
  }

  private pin(kind: string): Node {
    const sample = this.root.querySelector(`.legend [data-kind="${CSS.escape(kind)}"] svg`);
    return sample ? sample.cloneNode(true) : document.createElement("span");
  }
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function line(tag: string, css: string, words: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = css;
  element.textContent = words;
  return element;
}

interface Feature {
  id: string;
  geometry: { coordinates: [number, number] };
  properties: { name: string; where: string; figure: string; kind: string; kind_words: string; url: string };
}

/** Draw the map of a `[data-map]`; rejects where this browser or the line cannot. */
export async function draw(root: HTMLElement): Promise<void> {
  const box = root.querySelector<HTMLElement>(".map-box");
  if (!box || !hasWebGl()) throw new Error("no WebGL");
  const [places, ground] = await Promise.all([
    json<{ features: Feature[] }>(root.dataset.places ?? ""),
    json<unknown>(root.dataset.ground ?? ""),
    wearStyle(root.dataset.style ?? ""),
  ]);
  const spots = places.features.map(({ id, geometry, properties: told }) => ({
    ref: id,
    at: geometry.coordinates,
    name: told.name,
    where: told.where,
    figure: told.figure,
    kind: told.kind,
    kindWords: told.kind_words,
    url: told.url,
  }));
  if (!spots.length) throw new Error("no places");
  box.hidden = false;
  root.classList.add("is-drawn");
  new CentreMap(root, box, spots, groundOf(ground));
}

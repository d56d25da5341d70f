/** Boxes over a picture, in shares of its width and height: drawn, moved, taken back and brought back. */

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Boxes as they are now, and what undoing and redoing would bring. */
export interface Drawing {
  boxes: readonly Box[];
  before: readonly (readonly Box[])[];
  after: readonly (readonly Box[])[];
}

export const NOTHING: Drawing = { boxes: [], before: [], after: [] };
/** A box that nobody could mean: a tap that slipped. */
const LEAST = 0.02;
const MOST_BOXES = 60;

/** Return a drawing with other boxes; what was is one step back, and what was taken back is gone. */
export function changed(drawing: Drawing, boxes: readonly Box[]): Drawing {
  return { boxes: boxes.slice(0, MOST_BOXES), before: [...drawing.before, drawing.boxes], after: [] };
}

/** Return a drawing one step back; the same where there is none. */
export function undone(drawing: Drawing): Drawing {
  const last = drawing.before.at(-1);
  return last ? { boxes: last, before: drawing.before.slice(0, -1), after: [drawing.boxes, ...drawing.after] } : drawing;
}

/** Return a drawing one step forth again; the same where there is none. */
export function redone(drawing: Drawing): Drawing {
  const [next, ...rest] = drawing.after;
  return next ? { boxes: next, before: [...drawing.before, drawing.boxes], after: rest } : drawing;
}

/** Return the box between two corners, inside the picture. */
export function between(one: { x: number; y: number }, other: { x: number; y: number }): Box {
  const [left, right] = [Math.min(one.x, other.x), Math.max(one.x, other.x)].map(inside) as [number, number];
  const [top, bottom] = [Math.min(one.y, other.y), Math.max(one.y, other.y)].map(inside) as [number, number];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

export function isMeant(box: Box): boolean {
  return box.width >= LEAST && box.height >= LEAST;
}

/** Return a box moved and grown by shares, still inside the picture and large enough to be seen. */
export function nudged(box: Box, by: { x?: number; y?: number; width?: number; height?: number }): Box {
  const width = Math.min(1, Math.max(LEAST, box.width + (by.width ?? 0)));
  const height = Math.min(1, Math.max(LEAST, box.height + (by.height ?? 0)));
  return {
    x: Math.min(1 - width, Math.max(0, box.x + (by.x ?? 0))),
    y: Math.min(1 - height, Math.max(0, box.y + (by.y ?? 0))),
    width,
    height,
  };
}

function inside(share: number): number {
  return Math.min(1, Math.max(0, share));
}

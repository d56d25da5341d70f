/**
 * Covering parts of a picture for good: the pixels under a box are replaced by a mosaic of chance, then the picture is
 * written anew. Nothing of what was there goes into the mosaic (a blur or a coarse copy can be guessed back), and nothing
 * but pixels goes into the file: no place, no time, no small preview.
 *
 * Memory is bounded: whatever the camera took, no more than 2048 pixels a side are ever held here, which is also what the
 * server shows.
 */
import type { Box } from "./boxes";

export const MAX_SIDE = 2048;
const TILES = 6;
const QUALITY = 0.9;
const TYPE = "image/jpeg";

/** The phone cannot show this picture, so that nothing can be covered on it. */
export class NotShown extends Error {}

/** Return a canvas that holds a picture upright, at most `MAX_SIDE` a side. */
export async function canvasOf(file: Blob): Promise<HTMLCanvasElement> {
  const address = URL.createObjectURL(file);
  const picture = new Image();
  try {
    picture.src = address;
    await picture.decode();
    const scale = Math.min(1, MAX_SIDE / Math.max(picture.naturalWidth, picture.naturalHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
    const pen = canvas.getContext("2d", { alpha: false });
    if (!pen) throw new NotShown();
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  } catch {
    throw new NotShown();
  } finally {
    picture.src = "";
    URL.revokeObjectURL(address);
  }
}

/** Burn boxes into a canvas. Edges go outwards to whole pixels, and two further, past what a JPEG would smear. */
export function burn(canvas: HTMLCanvasElement, boxes: readonly Box[]): void {
  const pen = canvas.getContext("2d", { alpha: false })!;
  for (const box of boxes) {
    const left = Math.max(0, Math.floor(box.x * canvas.width) - 2);
    const top = Math.max(0, Math.floor(box.y * canvas.height) - 2);
    const right = Math.min(canvas.width, Math.ceil((box.x + box.width) * canvas.width) + 2);
    const bottom = Math.min(canvas.height, Math.ceil((box.y + box.height) * canvas.height) + 2);
    mosaic(pen, left, top, right - left, bottom - top);
  }
}

/** Return the picture as a file of pixels alone. */
export async function fileOf(canvas: HTMLCanvasElement): Promise<File> {
  const bytes = await new Promise<Blob | null>((done) => canvas.toBlob(done, TYPE, QUALITY));
  if (!bytes) throw new NotShown();
  return new File([bytes], "picture.jpg", { type: TYPE });
}

/** Let go of the pixels now, and not when the browser comes round to it. */
export function forget(canvas: HTMLCanvasElement | undefined): void {
  if (canvas) canvas.width = canvas.height = 0;
}

function mosaic(pen: CanvasRenderingContext2D, left: number, top: number, width: number, height: number): void {
  const side = Math.max(4, Math.ceil(Math.max(width, height) / TILES));
  const greys = crypto.getRandomValues(new Uint8Array(TILES * TILES));
  for (let row = 0; row * side < height; row++) {
    for (let column = 0; column * side < width; column++) {
      const grey = 70 + (greys[(row * TILES + column) % greys.length]! % 90);
      pen.fillStyle = `rgb(${grey} ${grey} ${grey})`;
      pen.fillRect(left + column * side, top + row * side, Math.min(side, width - column * side), Math.min(side, height - row * side));
    }
  }
}

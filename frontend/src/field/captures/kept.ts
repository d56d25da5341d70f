/** What is remembered of a captured file beside its bytes, by the name that it is sent under. */

export interface Capture {
  /** Boxes that were drawn over it before it was kept. */
  blurred: number;
}

const captures = new Map<string, Capture>();

/** Remember how a file was captured. */
export function noteCapture(name: string, capture: Capture): void {
  captures.set(name, capture);
}

/** Return how many boxes cover a file: as captured since the notes were opened, else as its draft says, else none. */
export function blurredOf(name: string, held: readonly { name: string; blurred?: number }[]): number {
  return captures.get(name)?.blurred ?? held.find((part) => part.name === name)?.blurred ?? 0;
}

/**
 * How long an answer is waited for: a line that is half open takes a request and never answers, and whatever queues behind it
 * would wait for ever. Sending and receiving both get longer with their size, for lines as slow as SLOWEST.
 */
const LEAST_MS = 15_000;
const SLOWEST_BYTES_A_SECOND = 16_000;
/** What an answer that does not say its size may hold. */
const UNSAID_BYTES = 1_000_000;

/** Fetch, and give up when it takes too long until the answer begins, or from there until it has come in full. */
export async function inTime(address: string, options: RequestInit): Promise<Response> {
  const giveUp = new AbortController();
  const sending = setTimeout(() => giveUp.abort(), longest(sizeOf(options.body)));
  try {
    const answer = await fetch(address, { ...options, signal: giveUp.signal });
    setTimeout(() => giveUp.abort(), longest(Number(answer.headers.get("Content-Length") ?? UNSAID_BYTES))); // nothing where it has come
    return answer;
  } finally {
    clearTimeout(sending);
  }
}

function longest(bytes: number): number {
  return LEAST_MS + (bytes / SLOWEST_BYTES_A_SECOND) * 1000;
}

function sizeOf(body: RequestInit["body"]): number {
  if (typeof body === "string") return body.length;
  if (body instanceof Blob) return body.size;
  if (body instanceof ArrayBuffer) return body.byteLength;
  if (!(body instanceof FormData)) return 0;
  return [...body.values()].reduce((sum, part) => sum + (typeof part === "string" ? part.length : part.size), 0);
}

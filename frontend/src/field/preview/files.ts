/** Return what a text in base64 stands for; undefined for none. */
export function bytesOf(text: string | undefined): ArrayBuffer | undefined {
  return text === undefined ? undefined : Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
}

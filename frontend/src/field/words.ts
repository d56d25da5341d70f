/** Every word that the form shows; the page brings them in the reader's language (surfaces/field/form_words.py). */
export type Words = Record<string, string>;

/** What the page tells the form. */
export interface App {
  mission: string;
  missionPath: string;
  language: string;
  form: string;
  media: string;
  submission: string;
  home: string;
  token: string;
  words: Words;
}

/** Put values into a sentence: "{done} of {all}". */
export function filled(sentence: string | undefined, values: Record<string, string | number>): string {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** Every word that the notes show, in both languages: the page brings them (surfaces/field/form_words.py). */
export type Words = Record<string, string>;
export type Language = "ar" | "en";

/** What the page tells the notes. */
export interface Page {
  language: Language;
  words: Record<Language, Words>;
  state: string;
  home: string;
  enter: string;
  exchange: string;
  worker: string;
  /** After how many minutes the notes may lock, the longest last. */
  locks: number[];
}

/** Put values into a sentence: "{done} of {all}". */
export function filled(sentence: string | undefined, values: Record<string, string | number>): string {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** Return a sentence that counts, in the form that its language has for the number: the server brings each form as `name.few`. */
export function counted(words: Words, language: Language, name: string, count: number, values: Record<string, string | number> = {}): string {
  const form = new Intl.PluralRules(language).select(count);
  return filled(words[`${name}.${form}`] ?? words[`${name}.other`], { count, ...values });
}

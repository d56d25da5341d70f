/** Looking up places and services by their names. It needs a line, and posts: no log holds what somebody looks for. */
import { askJson } from "./door";

/** What was found: a place by its ref, or a service by its code. */
export interface Found {
  id: string;
  name_ar: string;
  name_en: string;
  town_ar?: string;
  town_en?: string;
}

interface Texts {
  ar: string;
  en: string;
}

/** Return what a search finds, for an everyday experience only where she may go; null without an answer. */
export async function find(home: string, what: "places" | "services", search: string, everyday = false): Promise<Found[] | null> {
  const answer = await askJson(home + what, { search, everyday }).catch(() => undefined);
  if (!answer?.ok) return null;
  const told = (await answer.json()) as Record<string, { ref?: string; code?: string; name: Texts; town?: Texts }[]>;
  return (told[what] ?? []).map(({ ref, code, name, town }) => ({
    id: ref ?? code ?? "",
    name_ar: name.ar,
    name_en: name.en,
    town_ar: town?.ar,
    town_en: town?.en,
  }));
}

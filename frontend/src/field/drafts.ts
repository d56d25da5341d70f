/** Drafts in the phone's own store: what was written, the files with it, and where the shopper was. */
import { Dexie, type Table } from "dexie";

export interface Draft {
  /** The mission that the form belongs to. */
  mission: string;
  /** The submission as the engine wrote it: its XML (with the instanceID) and its files. */
  parts: { name: string; file: Blob; type: string }[];
  /** The language that the form was read in. */
  language: string;
  /** Whether it was sent without an answer: sent again, it must be the same to the last byte. */
  frozen: boolean;
  /** How far down the page the shopper was, in pixels. */
  scrolled: number;
}

class Notes extends Dexie {
  drafts!: Table<Draft, string>;

  constructor() {
    super("notes");
    this.version(1).stores({ drafts: "mission" });
  }
}

const notes = new Notes();

/** Return the draft of a mission; undefined when there is none. */
export async function draftOf(mission: string): Promise<Draft | undefined> {
  return notes.drafts.get(mission);
}

/** Keep a draft in place of the one before. */
export async function keepDraft(draft: Draft): Promise<void> {
  await notes.drafts.put(draft);
}

/** Let go of a draft: the server has it, or the shopper said so. */
export async function dropDraft(mission: string): Promise<void> {
  await notes.drafts.delete(mission);
}

/** Forget every draft on this phone. */
export async function forgetEverything(): Promise<void> {
  await notes.drafts.clear();
}

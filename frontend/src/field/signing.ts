/** The record of a visit as it is sent: built, hashed and signed in the moment the visit is given over, then frozen with it. */
import { clockNow, momentOf } from "./clock";
import { sha256, signed } from "./device";
import type { Part, Renaming } from "./drafts";
import { saidOf, settled, type Book } from "./record";
import { asSent, instanceIdOf } from "./sending";

const CONTRACT = 1;

/** Return the parts that go beside the answers: the signed record, and the places where any were noted. */
export async function recordParts(book: Book, parts: Part[], renaming: Renaming | null): Promise<Part[]> {
  await settled();
  const sent = await asSent(parts, renaming);
  const [xml, ...files] = sent as [Part, ...Part[]];
  const { kept } = book;
  const places = kept.samples.length ? jsonPart("places.json", { samples: kept.samples }) : null;
  const said = {
    contract: CONTRACT,
    mission: book.mission,
    instance_id: await instanceIdOf(sent),
    answers: await weighed(xml.file),
    files: await Promise.all(files.map((file) => fileSaid(book, file))),
    places: places && (await weighed(places.file)),
    marks: kept.marks.map(saidOf),
    counts: kept.counts.map(saidOf),
    promises: kept.promises.filter((each) => each.promised || each.actual || each.was.length).map(saidOf),
    contacts: kept.contacts.map(saidOf),
    seen: kept.seen,
    recall: kept.recall.filter((each) => each.words.trim()),
    clock: await clockNow(),
  };
  const record = JSON.stringify(said);
  const seal = await signed(record).catch(() => ({ key: "", signature: "" })); // unsigned rather than lost
  return [jsonPart("record.json", { record, ...seal }), ...(places ? [places] : [])];
}

async function fileSaid(book: Book, file: Part): Promise<Record<string, unknown>> {
  const how = book.kept.files[file.name] ?? { captured_at: momentOf(), from: "file", blurred: file.blurred ?? 0 };
  return { name: file.name, ...(await weighed(file.file)), ...how };
}

async function weighed(file: Blob): Promise<{ sha256: string; size: number }> {
  return { sha256: await sha256(await file.arrayBuffer()), size: file.size };
}

function jsonPart(name: string, value: unknown): Part {
  return { name, type: "application/json", file: new Blob([JSON.stringify(value)], { type: "application/json" }) };
}

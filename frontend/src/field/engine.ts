/** The engine behind the form: opening one, finding its questions, and reading what it says of them. */
import { loadForm, type AnyFormInstance, type AnyNode, type InstanceData } from "@getodk/xforms-engine";
import { reactive } from "vue";
import { blurredOf } from "./captures/kept";
import { SAID_PARTS, type Draft } from "./drafts";
import { formOf, mediaOf, type Mission } from "./session";

/** Return a file that goes with a form, by its name; undefined when it is not here. */
export type Media = (name: string) => Promise<ArrayBuffer | undefined>;

export type Node = any; // eslint-disable-line @typescript-eslint/no-explicit-any

const CONTROLS = new Set(["input", "note", "select", "range", "rank", "trigger", "upload"]);

/** Open the form of a mission, empty or as the draft left it, from what is kept on the phone. */
export async function openForm(mission: Mission, draft: Draft | undefined): Promise<AnyFormInstance> {
  const text = await formOf(mission);
  if (text === undefined) throw new FormNotHere();
  return openText(text, (name) => mediaOf(mission, name), draft);
}

/** Open a form by its XForm, empty or as the draft left it. */
export async function openText(text: string, media: Media, draft?: Draft): Promise<AnyFormInstance> {
  const form = await loadForm(text, {
    fetchFormAttachment: async (address: URL) => {
      const bytes = await media(lastStep(address.href));
      return bytes ? new Response(bytes) : new Response(null, { status: 404 });
    },
    missingResourceBehavior: "BLANK",
  });
  if (form.status === "failure") throw form.error;
  const config = { stateFactory: reactive, instanceAttachments: { fileNameFactory: fileName } };
  if (draft) return form.restoreInstance({ data: [dataOf(draft)] }, config);
  return form.createInstance(config);
}

/** The form never came to this phone: it wants a line once. */
export class FormNotHere extends Error {}

/** A name that tells nothing: no camera's number, no time. The ending stays. */
function fileName(meta: { extension: string | null }): string {
  return `${crypto.randomUUID()}${(meta.extension ?? "").toLowerCase()}`;
}

/** Return the last part of an address: the name of a file that goes with the form. */
export function lastStep(address: string): string {
  return decodeURIComponent(address.slice(address.lastIndexOf("/") + 1));
}

/** Return a draft as the engine takes it. */
function dataOf(draft: Draft): InstanceData {
  const data = new FormData();
  for (const part of draft.parts) if (!SAID_PARTS.includes(part.name)) data.set(part.name, new File([part.file], part.name, { type: part.type }));
  return data as unknown as InstanceData;
}

/**
 * Return what the form holds now, to be kept or sent. The engine hands out only files that were chosen since the form was
 * opened; those that a draft brought are put back from `held`, or a reload would lose them.
 */
export async function payloadOf(root: Node, held: Draft["parts"]): Promise<Draft["parts"]> {
  const payload = await root.prepareInstancePayload({ payloadType: "monolithic" });
  const data = payload.data[0] as FormData;
  const parts = [...data.entries()].map(([name, value]) => {
    const file = value as File;
    return { name, file: new Blob([file], { type: file.type }), type: file.type, blurred: blurredOf(name, held) };
  });
  const named = askedBelow(root).filter((node) => node.nodeType === "upload").map((node) => node.currentState.instanceValue);
  const brought = held.filter((part) => named.includes(part.name) && !parts.some((each) => each.name === part.name));
  return [...parts, ...brought];
}

/** Return the controls below a node that are asked now, in the order of the form. */
export function askedBelow(node: AnyNode | Node): Node[] {
  if (!node.currentState.relevant) return [];
  if (CONTROLS.has(node.nodeType)) return node.nodeType === "note" ? [] : [node];
  return (node.currentState.children ?? []).flatMap((child: Node) => askedBelow(child));
}

/** Tell whether a question has an answer. */
export function isAnswered(node: Node): boolean {
  return node.currentState.instanceValue !== "";
}

/** Tell whether a question is answered by a camera, a microphone, a chosen file or the phone's place. */
export function takesFromPhone(node: Node): boolean {
  return node.nodeType === "upload" || node.valueType === "geopoint";
}

/** Return the kinds of files that an upload takes, as an element's `accept` says it. */
export function acceptOf(node: Node): string {
  return String(node.nodeOptions?.media?.accept ?? "*/*");
}

/** Return an id that an element may carry. */
export function idOf(node: Node): string {
  return `q-${String(node.nodeId).replace(/\W+/g, "-")}`;
}

/** Give the mission's own question its answer: nobody types a reference. */
export function answerMission(root: Node, path: string, mission: string): void {
  const question = path ? askedBelow(root).find((node) => node.currentState.reference === path) : undefined;
  if (!question || isAnswered(question)) return;
  if (question.nodeType === "select") question.selectValue(mission);
  else question.setValue(mission);
}

/** The form as a row of steps: one question at a time, a repeated group's questions, then whether there is another. */
import type { Node } from "./engine";

/** One step. `group` holds several questions that belong on one page; `range` asks for another instance. */
export interface Step {
  node: Node;
  is: "question" | "group" | "range";
  /** The headings that it stands under, the outermost first. */
  trail: string[];
}

/** How forms are shown: one question at a time, or the whole page. */
export interface Way {
  isOne(): boolean;
  keep(one: boolean): void;
}

const KEPT = "notes-steps";

/** The way that this phone remembers. */
export const PHONES_WAY: Way = {
  isOne: () => localStorage.getItem(KEPT) === "one",
  keep: (one) => localStorage.setItem(KEPT, one ? "one" : "page"),
};

/** Return the steps below a node that are asked now, in the order of the form, without the question at `hidden`. */
export function stepsBelow(node: Node, hidden: string, trail: string[] = []): Step[] {
  const state = node.currentState;
  const kind = String(node.nodeType);
  if (!state.relevant || state.reference === hidden || kind === "model-value") return [];
  const label = String(state.label?.asString ?? "");
  if (kind.startsWith("repeat-range")) return stepsOfRange(node, hidden, label ? [...trail, label] : trail);
  if (kind === "group" && [...(node.appearances ?? [])].includes("field-list")) {
    const inside = childrenOf(node).some((child) => stepsBelow(child, hidden).length > 0);
    return inside ? [{ node, is: "group", trail }] : [];
  }
  if (kind !== "root" && kind !== "group") return [{ node, is: "question", trail }];
  const below = kind === "group" && label ? [...trail, label] : trail;
  return childrenOf(node).flatMap((child) => stepsBelow(child, hidden, below));
}

function stepsOfRange(range: Node, hidden: string, trail: string[]): Step[] {
  const steps = childrenOf(range).flatMap((instance, place) => {
    const name = instance.currentState.label?.asString || trail.at(-1) || "";
    const below = [...trail.slice(0, -1), `${name} ${place + 1}`.trim()];
    return childrenOf(instance).flatMap((child) => stepsBelow(child, hidden, below));
  });
  return String(range.nodeType).endsWith("uncontrolled") ? [...steps, { node: range, is: "range", trail }] : steps;
}

function childrenOf(node: Node): Node[] {
  return [...(node.currentState.children ?? [])];
}

/** Return the place of the step that holds a node; -1 where none does. */
export function placeOf(steps: Step[], node: Node): number {
  for (let each = node; each; each = each.parent) {
    const place = steps.findIndex((step) => step.node.nodeId === each.nodeId);
    if (place >= 0) return place;
  }
  return -1;
}

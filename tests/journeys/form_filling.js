/** Fills a form in the engine of the notes, as a patient person would: every question that is asked, each repeat twice. */
import { loadForm } from "/engine.js";

const PICTURE = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1]);
const CANDIDATES = {
  int: ["7", "1", "0", "25", "150", "2000", "-1", "12345"],
  decimal: ["2.5", "1", "0.5", "36.6", "150.25", "-1"],
  date: ["2026-11-23", "2010-06-15", "1980-01-01", "2030-01-01"],
  time: ["10:15:00.000+04:00", "23:30:00.000+04:00"],
  dateTime: ["2026-11-23T10:15:00.000+04:00", "2018-02-15T10:15:00.000+04:00", "2010-06-15T10:15:00.000+04:00"],
  geopoint: [{ latitude: 25.2, longitude: 55.3, altitude: 4, accuracy: 6 }],
  barcode: ["6291041500213"],
  string: ["زيارة & <b>", "a", "abc", "12345", "0501234567", "a@b.example", "A1", "yes", "1"],
};

/** Every node below one, itself included. */
function below(node) {
  return [node, ...(node.currentState.children ?? []).flatMap(below)];
}

/** Whether what stands in a node breaks its constraint. */
function isWrong(node) {
  return node.validationState?.violation?.condition === "constraint";
}

/** Give a question the first answer that the form takes; return whether it has one now. */
function answer(node) {
  for (const give of answersTo(node)) {
    give();
    if (node.currentState.instanceValue !== "" && !isWrong(node)) return true;
  }
  return false;
}

/** The ways in which a person could answer a question, likeliest first. */
function answersTo(node) {
  const state = node.currentState;
  const options = (state.valueOptions ?? []).map((each) => each.value);
  switch (node.nodeType) {
    case "select":
      if (node.selectType === "select" || node.selectType === "selectMultiple")
        return [options.slice(0, 2), ...options.map((each) => [each]), options].filter((each) => each.length).map((each) => () => node.selectValues(each));
      return options.map((each) => () => node.selectValue(each));
    case "rank":
      return options.length ? [() => node.setValues([...options].reverse())] : [];
    case "trigger":
      return [() => node.setValue(true)];
    case "upload":
      return [() => node.setValue(new File([PICTURE], "a.jpg", { type: "image/jpeg" }))];
    case "range": {
      const { start, end } = node.definition.bounds;
      return [start, end].map((each) => () => node.setValue(String(each)));
    }
    default:
      return (CANDIDATES[node.valueType] ?? []).map((each) => () => node.setValue(each));
  }
}

/** What is said of one node afterwards. */
function told(node) {
  const state = node.currentState;
  return {
    path: state.reference, kind: node.nodeType, type: node.valueType ?? "", relevant: state.relevant, readonly: state.readonly,
    value: String(state.instanceValue ?? ""), wrong: node.validationState?.violation?.condition ?? "",
    options: (state.valueOptions ?? []).map((each) => each.value),
  };
}

/** Fill a form to its end; return the XML that would leave, its files' names, and every node. */
export async function fill(xform, media) {
  const form = await loadForm(xform, {
    fetchFormAttachment: async (address) => {
      const name = decodeURIComponent(address.href.slice(address.href.lastIndexOf("/") + 1));
      return name in media ? new Response(media[name]) : new Response(null, { status: 404 });
    },
    missingResourceBehavior: "BLANK",
  });
  if (form.status === "failure") throw form.error;
  const { root } = form.createInstance({ instanceAttachments: { fileNameFactory: ({ extension }) => `${crypto.randomUUID()}${extension ?? ""}` } });
  const tried = new Set(), grown = new Set();
  for (let round = 0; round < 12; round++) {
    let moved = false;
    for (const node of below(root)) {
      const { relevant, readonly, instanceValue } = node.currentState;
      if (!relevant) continue;
      if (node.nodeType === "repeat-range:uncontrolled" && !grown.has(node.nodeId)) {
        grown.add(node.nodeId);
        while (node.currentState.children.length < 2) node.addInstances();
        moved = true;
        break;
      }
      const isAsked = ["input", "select", "rank", "trigger", "upload", "range"].includes(node.nodeType);
      if (!isAsked || readonly || tried.has(node.nodeId) || (instanceValue !== "" && !isWrong(node))) continue;
      tried.add(node.nodeId);
      moved = answer(node) || moved;
    }
    if (!moved) break;
  }
  const payload = await root.prepareInstancePayload({ payloadType: "monolithic" });
  const parts = [...payload.data[0].entries()];
  return { xml: await parts[0][1].text(), files: parts.slice(1).map(([name]) => name), nodes: below(root).map(told) };
}
window.fill = fill;

/**
 * What the form draws, by control: the same list as core/instrument/drawn.py, which refuses to publish anything else.
 * tests/house/test_drawn.py proves that the two agree.
 */
export const DRAWN: Record<string, readonly string[]> = {
  input: ["barcode", "date", "dateTime", "decimal", "geopoint", "int", "string", "time"],
  note: ["barcode", "date", "dateTime", "decimal", "geopoint", "int", "string", "time"],
  select: ["string"],
  select1: ["string"],
  rank: ["rank", "string"],
  range: ["decimal", "int"],
  trigger: ["string"],
  upload: ["binary"],
};

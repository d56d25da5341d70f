/** Arabic-Indic (٠-٩) and Persian (۰-۹) digits and marks, as a form must read them: ASCII. */
const DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;

/** Return the text with ASCII digits, "." for the Arabic decimal mark, and without the mark of thousands. */
export function plainNumber(text: string): string {
  return text
    .replace(DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(/\u066b/g, ".")
    .replace(/[\u066c\u200e\u200f\u061c\s]/g, "")
    .replace(/[\u2212]/g, "-");
}

/** Tell whether a text is a whole number. */
export function isWhole(text: string): boolean {
  return /^[+-]?\d{1,15}$/.test(text);
}

/** Tell whether a text is a decimal number. */
export function isDecimal(text: string): boolean {
  return /^[+-]?(\d{1,15}(\.\d*)?|\.\d+)$/.test(text);
}

/**
 * What looks like a detail of somebody else in a text that is being written: the first asking, here, before the server looks
 * more closely (core/assurance/third_persons.py; the tests hold both to the same examples).
 */
import { plainNumber } from "./digits";

const EMAIL = /[\p{L}\p{N}_.+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}\p{N}]{2,24}/u;
const IBAN = /(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Z0-9])/gi;
const NUMBER = /(?<![\p{L}\p{N}_.,/:+-])(?:\+|00)?\(?\d(?:[ ().-]{0,2}\d){6,19}(?![\p{L}\p{N}_/:]|[.,]\d)/gu;
const DATE = /^\(?(?:\d{1,2}[ .-]\d{1,2}[ .-](?:19|20)\d{2}|(?:19|20)\d{2}[ .-]?\d{1,2}[ .-]?\d{1,2})(?!\d)/;
const AMOUNT = /^[\d ,.]{0,40}\s?(?:درهم|ريال|دينار|ليرة|دولار|يورو|جنيه|AED|SAR|QAR|SYP|USD|EUR|dirham|riyal|pound)/i;
const TICKET =
  /(?:ticket|queue|receipt|reference|ref|order|counter|case|form|تذكرة|دور|إيصال|مرجع|معاملة|المعاملة|طلب|الطلب|شباك|الشباك)[^\p{L}\p{N}]{0,3}(?:no|nr|number|رقم|رقمها|رقمه)?[^\p{L}\p{N}]{0,3}$/iu;
const PHONE_WORDS = /phone|mobile|call|tel|whats ?app|هاتف|جوال|موبايل|واتساب|اتصل|تلفون/i;
const IDENTITY_WORDS = /(?<!\p{L})id(?!\p{L})|identity|passport|national|هوية|هويت|جواز|الوطني|إقامة|بطاقة/iu;
const PLATE = /(?:number ?plate|plate|registration|لوحة|لوحتها|لوحته|سيارة رقم)[^\p{L}\p{N}]{0,3}(?:no|number|رقم|رقمها)?[^\p{L}\p{N}]{0,3}(?:(?:[A-Z]{1,3}|[ء-ي](?: [ء-ي]){0,2})[ -]?)?\d{1,6}/iu;
const PHONE = /^(?:0[1-9]\d{7,9}|5\d{8}|800\d{4,7}|(?:\+|00)[1-9]\d{7,14})$/;
const LONGEST_TEXT = 20_000;
const BEFORE = 40;

/** Tell whether a text seems to hold a phone or identity number, an account, a plate or an address of somebody. */
export function namesSomebody(text: string): boolean {
  const read = text.slice(0, LONGEST_TEXT).replace(/\p{Nd}/gu, plainNumber);
  if (EMAIL.test(read) || PLATE.test(read)) return true;
  const accounts = [...read.matchAll(IBAN)];
  if (accounts.some(([written]) => isIban(written))) return true;
  const inside = (at: number) => accounts.some((each) => at >= each.index && at < each.index + each[0].length);
  return [...read.matchAll(NUMBER)].some((each) => !inside(each.index) && isSomebodys(read, each[0], each.index));
}

function isSomebodys(read: string, written: string, at: number): boolean {
  const before = read.slice(Math.max(0, at - BEFORE), at);
  const digits = written.replace(/[^\d+]/g, "");
  if (DATE.test(written) || AMOUNT.test(read.slice(at)) || TICKET.test(before)) return false;
  if (PHONE.test(digits) || /^784(?:19|20)\d{10}$/.test(digits)) return true;
  if (PHONE_WORDS.test(before) && digits.length >= 7) return true;
  if (IDENTITY_WORDS.test(before) && digits.length >= 9) return true;
  return /^[0-3]\d{9,11}$/.test(written);
}

/** Tell whether the check digits of an account number are right (ISO 13616: remainder 1 of 97). */
function isIban(written: string): boolean {
  const bare = written.replace(/[ -]/g, "").toUpperCase();
  if (bare.length < 15 || bare.length > 34) return false;
  const turned = (bare.slice(4) + bare.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(turned) % 97n === 1n;
}

/**
 * The store of this phone's browser (IndexedDB), as the notes use it: two tables of rows by name, read one by one and changed
 * together. Written here and not taken from a library, because nobody can type a code before all of this is loaded.
 */
export type Table = "sealed" | "locks";

/** What may be done within one change. */
export interface Rows {
  get<T>(table: Table, id: string): Promise<T | undefined>;
  put(table: Table, row: object): void;
  drop(table: Table, id: string): void;
  clear(table: Table): void;
}

const NAME = "notes";
/** The first release called this 2, and its library multiplied by ten; phones that have it open as they are. */
const VERSION = 20;
const KEYS: Record<Table, string> = { sealed: "name", locks: "id" };
const TABLES = Object.keys(KEYS) as Table[];

let opening: Promise<IDBDatabase> | null = null;

/** Return the row of an id; undefined when there is none. */
export async function get<T>(table: Table, id: string): Promise<T | undefined> {
  return heard((await begun("readonly")).objectStore(table).get(id) as IDBRequest<T | undefined>);
}

/** Return the ids that begin with a prefix, in order. */
export async function idsFrom(table: Table, prefix: string): Promise<string[]> {
  const all = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
  return heard((await begun("readonly")).objectStore(table).getAllKeys(all) as IDBRequest<string[]>);
}

/** Do several things at once, all or none: none when `act` throws, or when the phone has no room (QuotaExceededError). */
export async function change<T>(act: (rows: Rows) => Promise<T>): Promise<T> {
  const doing = await begun("readwrite");
  const rows: Rows = {
    get: (table, id) => heard(doing.objectStore(table).get(id)),
    put: (table, row) => void doing.objectStore(table).put(row),
    drop: (table, id) => void doing.objectStore(table).delete(id),
    clear: (table) => void doing.objectStore(table).clear(),
  };
  const done = new Promise<void>((resolve, reject) => {
    doing.oncomplete = () => resolve();
    doing.onabort = () => reject(doing.error ?? new DOMException("nothing was kept", "AbortError"));
  });
  const acted = act(rows).catch((fault: unknown) => {
    if (!doing.error) undo(doing);
    throw fault;
  });
  return (await Promise.all([acted, done]))[0];
}

function undo(doing: IDBTransaction): void {
  try {
    doing.abort();
  } catch {
    // It was over already.
  }
}

/** Begin, anew where the browser had closed the store meanwhile. */
async function begun(mode: IDBTransactionMode): Promise<IDBTransaction> {
  try {
    return (await opened()).transaction(TABLES, mode);
  } catch (fault) {
    if ((fault as DOMException).name !== "InvalidStateError") throw fault;
    opening = null;
    return (await opened()).transaction(TABLES, mode);
  }
}

function opened(): Promise<IDBDatabase> {
  opening ??= open().catch((fault: unknown) => {
    opening = null; // the next asking tries again
    throw fault;
  });
  return opening;
}

async function open(): Promise<IDBDatabase> {
  const asked = indexedDB.open(NAME, VERSION);
  asked.onupgradeneeded = () => layOut(asked.result);
  const store = await heard(asked);
  store.onclose = () => (opening = null);
  store.onversionchange = () => {
    store.close(); // another tab lays it out anew, or the browser forgets it
    opening = null;
  };
  return store;
}

function layOut(store: IDBDatabase): void {
  const had = [...store.objectStoreNames];
  for (const name of had) if (!(name in KEYS)) store.deleteObjectStore(name);
  for (const table of TABLES) if (!had.includes(table)) store.createObjectStore(table, { keyPath: KEYS[table] });
}

function heard<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

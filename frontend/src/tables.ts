/**
 * A `.table-cards` shows its rows as cards on a phone; each cell then wears its column's name. Templates write
 * `data-label` themselves where they can; this fills in what they left out. The roles keep the table a table for
 * screen readers, which lose it when CSS changes `display`.
 */
export function tablesAsCards(part: ParentNode): void {
  for (const table of part.querySelectorAll<HTMLTableElement>("table.table-cards")) {
    const names = [...table.querySelectorAll("thead th")].map((cell) => (cell.textContent ?? "").trim());
    table.setAttribute("role", "table");
    for (const group of table.querySelectorAll("thead, tbody")) group.setAttribute("role", "rowgroup");
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      [...row.cells].forEach((cell, index) => {
        const head = cell.tagName === "TH";
        cell.setAttribute("role", head ? (cell.closest("thead") ? "columnheader" : "rowheader") : "cell");
        const name = names[index];
        if (!head && !cell.dataset.label && name) cell.dataset.label = name;
      });
    }
  }
}

/** Centres that would cover one another on the screen become one sign. */
export interface Spot {
  ref: string;
  at: [number, number];
  name: string;
  where: string;
  figure: string;
  kind: string;
  kindWords: string;
  url: string;
}

const REACH_PX = 38;

/** Group spots whose signs would touch, in the order given: the first of a group is the one that stands alone longest. */
export function clustersOf(spots: Spot[], project: (at: [number, number]) => { x: number; y: number }): Spot[][] {
  const groups: { x: number; y: number; spots: Spot[] }[] = [];
  const cells = new Map<string, number[]>();
  for (const spot of spots) {
    const { x, y } = project(spot.at);
    const [column, row] = [Math.floor(x / REACH_PX), Math.floor(y / REACH_PX)];
    let home: number | undefined;
    for (let over = -1; over <= 1 && home === undefined; over += 1) {
      for (let down = -1; down <= 1 && home === undefined; down += 1) {
        home = cells.get(`${column + over},${row + down}`)?.find((index) => {
          const group = groups[index];
          return group !== undefined && Math.hypot(group.x - x, group.y - y) < REACH_PX;
        });
      }
    }
    if (home !== undefined) groups[home]?.spots.push(spot);
    else {
      const key = `${column},${row}`;
      cells.set(key, [...(cells.get(key) ?? []), groups.push({ x, y, spots: [spot] }) - 1]);
    }
  }
  return groups.map((group) => group.spots);
}

/** Which nodes of a directed graph reach each other (Tarjan 1972, SIAM Journal on Computing 1: 146, without recursion). */

/** [nodes] number of each node's strongly connected part. Edge i leads from `from[i]` to `to[i]`. */
export function stronglyConnected(nodes: number, from: Int32Array, to: Int32Array): Int32Array {
  const targets = Array.from({ length: nodes }, (): number[] => []);
  for (const [i, source] of from.entries()) targets[source]?.push(to[i] ?? 0);
  const part = new Int32Array(nodes).fill(-1);
  const seen = new Int32Array(nodes).fill(-1);
  const lowest = new Int32Array(nodes);
  const next = new Int32Array(nodes);
  const open: number[] = [];
  let count = 0;
  let parts = 0;
  for (let root = 0; root < nodes; root++) {
    if (seen[root] !== -1) continue;
    const path = [root];
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      if (seen[node] === -1) {
        seen[node] = lowest[node] = count++;
        open.push(node);
      }
      const target = targets[node]?.[next[node] ?? 0];
      if (target === undefined) {
        path.pop();
        const above = path.at(-1);
        if (above !== undefined) lowest[above] = Math.min(lowest[above] ?? 0, lowest[node] ?? 0);
        if (lowest[node] === seen[node]) {
          for (let member = open.pop(); member !== undefined; member = open.pop()) {
            part[member] = parts;
            if (member === node) break;
          }
          parts++;
        }
        continue;
      }
      next[node] = (next[node] ?? 0) + 1;
      if (seen[target] === -1) path.push(target);
      else if (part[target] === -1) lowest[node] = Math.min(lowest[node] ?? 0, seen[target] ?? 0);
    }
  }
  return part;
}

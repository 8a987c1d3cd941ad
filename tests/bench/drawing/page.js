// What a benchmark does in the page of clusters, and what it counts there of the table's rows.

// The page tells ages by its own clock: here it stands still too, so that nothing changes by itself.
const moment = Date.now();
Date.now = () => moment;

// A row that stands elsewhere says the same as before.
const PLACE = ["id", "style", "aria-rowindex"];

const counted = { own: 0, came: 0, moved: 0, all: 0 };
let watched = null;

const grid = () => document.querySelector(".cluster-grid");
const rows = () => [...(grid()?.querySelectorAll("[data-cluster]") ?? [])];
const rowOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-cluster]");

function count({ type, target, attributeName, addedNodes, removedNodes }) {
  const row = rowOf(target);
  counted.all += 1;
  if (type === "childList" && target.role === "rowgroup") counted.came += addedNodes.length + removedNodes.length;
  else if (target === row && PLACE.includes(attributeName)) counted.moved += 1;
  else if (row && row.dataset.cluster === watched) counted.own += 1;
}

const observer = new MutationObserver((records) => records.forEach(count));

window.drawing = {
  // Counts from now on; what the row of this cluster says is counted by itself.
  watch(cluster) {
    watched = cluster;
    Object.assign(counted, { own: 0, came: 0, moved: 0, all: 0 });
    observer.disconnect();
    observer.observe(grid().querySelector("[role=rowgroup]"), { attributes: true, characterData: true, childList: true, subtree: true });
  },

  look() {
    const sorted = [...(grid()?.querySelectorAll("[aria-sort]") ?? [])].find((head) => head.ariaSort !== "none");
    const row = rows().find((row) => row.dataset.cluster === watched);
    return {
      listed: Number(grid()?.ariaRowCount ?? 1) - 1,
      drawn: grid()?.querySelectorAll("[role=row]").length ?? 0,
      sorted: `${sorted?.textContent.trim()} ${sorted?.ariaSort}`,
      says: row?.innerText ?? null,
      ...counted,
    };
  },

  filter(text) {
    const field = document.querySelector("[type=search]");
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  },

  sort(column) {
    const heads = [...grid().querySelectorAll("[aria-sort] button")];
    heads.find((head) => head.textContent.trim() === column).click();
  },

  // Goes on through the table until it draws this cluster.
  reach(cluster) {
    const table = grid();
    if (rows().some((row) => row.dataset.cluster === cluster)) return true;
    table.scrollTop += table.clientHeight / 2;
    return false;
  },
};

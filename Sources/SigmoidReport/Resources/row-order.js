// The rows of a chart in the order of the table, or by size, the largest first.
for (const chooser of document.querySelectorAll("fieldset.order")) {
  const rows = Array.from(chooser.parentElement.querySelectorAll("g.row"));
  const places = rows.map(row => row.getAttribute("transform"));
  // Rows without a size stay behind, in their order.
  const size = row => row.dataset.size === undefined ? -1 : Number(row.dataset.size);
  const bySize = Array.from(rows).sort((a, b) => size(b) - size(a));
  const put = order => order.forEach((row, place) => {
    row.setAttribute("transform", places[place]);
    // Readers go from top to bottom, too.
    row.parentElement.append(row);
  });
  chooser.addEventListener("change", event => {
    put(event.target.value === "size" ? bySize : rows);
  });
  // A browser keeps what was chosen when a page is loaded again.
  if (chooser.querySelector("input[value=size]").checked) put(bySize);
  chooser.hidden = false;
}

(() => {
  const edge = 280, penWidth = 22, step = 7;
  const find = id => document.getElementById(id);
  const canvas = find("draw-canvas"), overlay = find("draw-overlay"), seen = find("draw-seen");
  const undoButton = find("draw-undo"), clearButton = find("draw-clear");
  const rows = Array.from(document.querySelectorAll("#draw-probabilities tbody tr"));
  const names = rows.map(row => row.cells[0].textContent);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const above = overlay.getContext("2d"), small = seen.getContext("2d");

  let strokes = [];     // each a list of points [x, y]
  let past = [];        // what `strokes` was before each change
  let current = null;   // the stroke under the pen
  let pointer = null;   // the pointer that draws it
  let cursor = null;    // where the keyboard's pen is
  let isScheduled = false;

  function remember() { past.push(strokes.slice()); }

  function begin(point) {
    remember();
    current = [point];
    strokes.push(current);
    schedule();
  }

  function extend(point) {
    current.push(point);
    schedule();
  }

  function end() {
    current = null;
    pointer = null;
    schedule();
  }

  function undo() {
    current = pointer = null;
    if (past.length > 0) strokes = past.pop();
    schedule();
  }

  function clear() {
    current = pointer = null;
    if (strokes.length > 0) { remember(); strokes = []; }
    schedule();
  }

  function schedule() {
    if (isScheduled) return;
    isScheduled = true;
    requestAnimationFrame(() => { isScheduled = false; show(); });
  }

  // White on black, as the images of MNIST are.
  function paint() {
    context.fillStyle = "#000";
    context.fillRect(0, 0, edge, edge);
    context.strokeStyle = context.fillStyle = "#fff";
    context.lineWidth = penWidth;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of strokes) {
      context.beginPath();
      context.arc(stroke[0][0], stroke[0][1], penWidth / 2, 0, 2 * Math.PI);
      context.fill();
      context.beginPath();
      context.moveTo(...stroke[0]);
      for (const point of stroke.slice(1)) context.lineTo(...point);
      context.stroke();
    }
  }

  function show() {
    paint();
    undoButton.disabled = past.length === 0;
    clearButton.disabled = strokes.length === 0;
    const colours = context.getImageData(0, 0, edge, edge).data;
    const grey = new Uint8Array(edge * edge);
    for (let pixel = 0; pixel < grey.length; pixel++) grey[pixel] = colours[4 * pixel];
    const image = strokes.length > 0 ? recipe(grey, edge, edge) : null;
    above.clearRect(0, 0, edge, edge);
    showSeen(image);
    if (image) showResult(image); else showNothing();
    showCursor();
  }

  function showSeen(image) {
    const pixels = small.createImageData(28, 28);
    for (let pixel = 0; pixel < 784; pixel++) {
      const value = image ? image.pixels[pixel] : 0;
      pixels.data.set([value, value, value, 255], 4 * pixel);
    }
    small.putImageData(pixels, 0, 0);
  }

  function percent(share) { return (100 * share).toFixed(1) + " %"; }

  function signed(value) { return (value < 0 ? "−" : "+") + Math.abs(value).toFixed(2); }

  function showRow(position, share, isBest) {
    const row = rows[position];
    row.classList.toggle("best", isBest);
    row.querySelector(".bar > span").style.width = `${100 * share}%`;
    row.cells[2].textContent = percent(share);
    row.cells[3].textContent = isBest ? "most likely" : "";
  }

  function showNothing() {
    rows.forEach((row, position) => {
      showRow(position, 0, false);
      row.cells[2].textContent = "–";
    });
    find("draw-sum").textContent = "";
    find("draw-result").textContent = "Nothing is drawn yet.";
  }

  function showResult(image) {
    const probabilities = model.probabilities(image.pixels);
    const best = probabilities.indexOf(Math.max(...probabilities));
    probabilities.forEach((share, position) => showRow(position, share, position === best));
    const { values, intercept } = model.contributions(image.pixels, best);
    const total = values.reduce((sum, value) => sum + value, 0);
    const support = values.reduce((sum, value) => sum + Math.max(value, 0), 0);
    find("draw-sum").textContent =
      `For “${names[best]}”: ink in favour ${signed(support)}, ` +
      `ink against ${signed(total - support)}, intercept ${signed(intercept)}; ` +
      `score ${signed(total + intercept)}.`;
    if (find("draw-contributions").checked) showContributions(image, values);
    // Spoken when the pen is lifted, not at every move.
    if (!current) {
      find("draw-result").textContent =
        `Most likely ${names[best]}, with ${percent(probabilities[best])}.`;
    }
  }

  // Each pixel of the 28 × 28 that has ink, at its place in the drawing.
  function showContributions({ pixels, box, field }, values) {
    const most = values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
    const width = box.width / field.width, height = box.height / field.height;
    const isMarked = Math.min(width, height) >= 6;
    above.lineWidth = 1.5;
    above.strokeStyle = "#000";
    for (let row = 0; row < field.height; row++) {
      for (let column = 0; column < field.width; column++) {
        const pixel = (field.top + row) * 28 + field.left + column;
        if (pixels[pixel] === 0 || most === 0) continue;
        const share = values[pixel] / most, strength = Math.abs(share);
        const x = box.left + column * width, y = box.top + row * height;
        above.globalAlpha = 0.25 + 0.75 * strength;
        above.fillStyle = share < 0 ? "#e4572e" : "#2f8fe0";
        above.fillRect(x, y, width, height);
        if (!isMarked || strength < 0.25) continue;
        // The sign, for eyes that do not tell the colours apart.
        const reach = Math.min(width, height) / 2 - 1.5;
        above.globalAlpha = 1;
        above.beginPath();
        above.moveTo(x + width / 2 - reach, y + height / 2);
        above.lineTo(x + width / 2 + reach, y + height / 2);
        if (share > 0) {
          above.moveTo(x + width / 2, y + height / 2 - reach);
          above.lineTo(x + width / 2, y + height / 2 + reach);
        }
        above.stroke();
      }
    }
    above.globalAlpha = 1;
  }

  function showCursor() {
    if (!cursor || document.activeElement !== canvas) return;
    above.beginPath();
    above.arc(...cursor, penWidth / 2, 0, 2 * Math.PI);
    above.lineWidth = current ? 5 : 2;
    above.strokeStyle = "#ffb000";
    above.stroke();
  }

  function place(event) {
    const bounds = canvas.getBoundingClientRect();
    return [
      (event.clientX - bounds.left) * edge / bounds.width,
      (event.clientY - bounds.top) * edge / bounds.height,
    ];
  }

  canvas.addEventListener("pointerdown", event => {
    if (pointer !== null || event.button !== 0) return;
    cursor = null;
    canvas.setPointerCapture(event.pointerId);
    begin(place(event));
    pointer = event.pointerId;
  });
  canvas.addEventListener("pointermove", event => {
    if (event.pointerId !== pointer) return;
    const events = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const one of events.length > 0 ? events : [event]) extend(place(one));
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, event => { if (event.pointerId === pointer) end(); });
  }

  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function move([x, y]) {
    const within = value => Math.min(Math.max(value, penWidth / 2), edge - penWidth / 2);
    const [oldX, oldY] = cursor ?? [edge / 2, edge / 2];
    cursor = [within(oldX + x * step), within(oldY + y * step)];
    if (current) extend(cursor);
  }
  canvas.addEventListener("keydown", event => {
    if (pointer !== null) return;
    if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) {
      undo();
    } else if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    } else if (event.key in moves) {
      move(moves[event.key]);
    } else if (event.key === " ") {
      cursor = cursor ?? [edge / 2, edge / 2];
      if (current) end(); else begin(cursor);
    } else if (event.key === "Escape" && current) {
      end();
    } else if (event.key === "Backspace") {
      undo();
    } else if (event.key === "Delete") {
      clear();
    } else {
      return;
    }
    event.preventDefault();
    schedule();
  });
  canvas.addEventListener("focus", schedule);
  canvas.addEventListener("blur", () => { if (pointer === null) end(); });

  undoButton.addEventListener("click", undo);
  clearButton.addEventListener("click", clear);
  find("draw-contributions").addEventListener("change", schedule);
  find("draw-pad").hidden = false;
  show();
})();

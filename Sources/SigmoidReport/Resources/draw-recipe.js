const recipe = (() => {
  const boxEdge = 20, side = 28, round = Math.fround;

  // The upper one of two in the middle.
  function median(values) {
    const counts = new Array(256).fill(0);
    for (const value of values) counts[value] += 1;
    let seen = 0;
    return counts.findIndex(count => (seen += count) > Math.floor(values.length / 2));
  }

  function borderOf(pixels, width, height) {
    const border = [];
    for (let row = 0; row < height; row++) {
      const isEdge = row === 0 || row === height - 1;
      const step = isEdge ? 1 : Math.max(width - 1, 1);
      for (let column = 0; column < width; column += step) {
        border.push(pixels[row * width + column]);
      }
    }
    return border;
  }

  // What is drawn, told from its paper.
  function inkOf(pixels, width, height) {
    const border = borderOf(pixels, width, height);
    const paper = median(border), isWhite = paper >= 128;
    const roughness = 6 * median(border.map(value => Math.abs(value - paper)));
    const amount = Array.from({ length: 256 }, (_, brightness) => {
      const distance = isWhite ? paper - brightness : brightness - paper;
      return distance > roughness ? distance : 0;
    });
    let left = width, right = -1, top = height, bottom = -1;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        if (amount[pixels[row * width + column]] === 0) continue;
        left = Math.min(left, column);
        right = Math.max(right, column);
        top = Math.min(top, row);
        bottom = row;
      }
    }
    if (bottom < 0) return null;
    return { amount, box: { left, top, width: right + 1 - left, height: bottom + 1 - top } };
  }

  // In units of 1/length of an old pixel: the new one covers `old` of them.
  function average(position, old, length) {
    const start = position * old, end = start + old;
    const first = Math.floor(start / length), last = Math.floor((end - 1) / length);
    const weights = [];
    for (let pixel = first; pixel <= last; pixel++) {
      const part = Math.min(end, (pixel + 1) * length) - Math.max(start, pixel * length);
      weights.push(round(part / old));
    }
    return { first, weights };
  }

  // Between the centres of two old pixels; beyond the outermost centre, that pixel alone.
  function interpolation(position, old, length) {
    const centre = (position + 0.5) * old / length - 0.5;
    const place = Math.min(Math.max(centre, 0), old - 1);
    const first = Math.min(Math.floor(place), Math.max(old - 2, 0));
    const share = round(place - first);
    return { first, weights: old === 1 ? [1] : [round(1 - share), share] };
  }

  function resampling(old, length) {
    const pixel = length <= old ? average : interpolation;
    return Array.from({ length }, (_, position) => pixel(position, old, length));
  }

  function resampled(pixels, imageWidth, ink, width, height) {
    const across = resampling(ink.box.width, width), down = resampling(ink.box.height, height);
    const result = new Float32Array(width * height);
    down.forEach((target, row) => {
      target.weights.forEach((share, offset) => {
        if (!(share > 0)) return;
        const start = (ink.box.top + target.first + offset) * imageWidth + ink.box.left;
        across.forEach((source, column) => {
          let sum = 0;
          source.weights.forEach((weight, place) => {
            sum = round(sum + round(weight * ink.amount[pixels[start + source.first + place]]));
          });
          const index = row * width + column;
          result[index] = round(result[index] + round(share * sum));
        });
      });
    });
    return result;
  }

  function start(centre, edge) {
    return Math.min(Math.max(Math.round(side / 2 - centre), 0), side - edge);
  }

  return (pixels, imageWidth, imageHeight) => {
    const ink = inkOf(pixels, imageWidth, imageHeight);
    if (!ink) return null;
    const longer = Math.max(ink.box.width, ink.box.height);
    const scaled = edge =>
      Math.max(1, Math.floor((2 * edge * boxEdge + longer) / (2 * longer)));
    const width = scaled(ink.box.width), height = scaled(ink.box.height);
    const amounts = resampled(pixels, imageWidth, ink, width, height);
    const strongest = amounts.reduce((most, amount) => Math.max(most, amount), 0);
    const digit = Array.from(amounts, amount =>
      Math.round(round(round(amount / strongest) * 255)));
    let x = 0, y = 0, mass = 0;
    digit.forEach((pixel, position) => {
      x += position % width * pixel;
      y += Math.floor(position / width) * pixel;
      mass += pixel;
    });
    const field = { left: start(x / mass, width), top: start(y / mass, height), width, height };
    const image = new Uint8Array(side * side);
    digit.forEach((pixel, position) => {
      const row = field.top + Math.floor(position / width);
      image[row * side + field.left + position % width] = pixel;
    });
    return { pixels: image, box: ink.box, field };
  };
})();

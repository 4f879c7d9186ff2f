const model = (() => {
  const data = document.getElementById("draw-model").dataset;
  const bytes = Uint8Array.from(atob(data.parameters), character => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const parameters = Float64Array.from({ length: bytes.length / 8 }, (_, index) =>
    view.getFloat64(8 * index, true));
  const columns = Number(data.columns), scale = Number(data.scale), link = data.link;
  // The intercepts follow the weights, column after column.
  const features = parameters.length / columns - 1;
  const intercepts = parameters.subarray(features * columns);

  function score(pixels, column) {
    let sum = 0;
    for (let feature = 0; feature < features; feature++) {
      if (pixels[feature] !== 0) {
        sum += parameters[column * features + feature] * pixels[feature];
      }
    }
    return sum * scale + intercepts[column];
  }

  function softmax(logits) {
    const most = Math.max(...logits);
    const powers = logits.map(logit => Math.exp(logit - most));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map(power => power / sum);
  }

  // log σ(z), without overflow.
  const logLogistic = z => Math.min(z, 0) - Math.log1p(Math.exp(-Math.abs(z)));

  function probabilities(pixels) {
    const scores = Array.from({ length: columns }, (_, column) => score(pixels, column));
    if (link === "logistic") return softmax([0, scores[0]]);
    return softmax(link === "one-vs-rest" ? scores.map(logLogistic) : scores);
  }

  function contributions(pixels, position) {
    const column = link === "logistic" ? 0 : position;
    // One column of weights speaks for the class at position 1, and against the other.
    const sign = link === "logistic" && position === 0 ? -1 : 1;
    const values = Float64Array.from({ length: features }, (_, feature) =>
      sign * parameters[column * features + feature] * pixels[feature] * scale);
    return { values, intercept: sign * intercepts[column] };
  }

  return { probabilities, contributions };
})();

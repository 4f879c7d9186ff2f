/// The part of a page where a digit is drawn: what the script of `DrawScript` fills.
struct DrawSection {
  private let model: DrawModel
  private let classNames: [String]

  /// nil for a model that is not of images of 28 × 28 pixels.
  init?(_ subject: ReportSubject) {
    let size = subject.imageSize
    let model = DrawModel(
      subject.model, shape: size.map { [$0.height, $0.width] }, scale: subject.pixelScale)
    guard let model else { return nil }
    self.model = model
    classNames = subject.scored.classNames
  }

  var section: PageSection {
    let rows = classNames.map { name in
      "<tr><th scope=\"row\">\(escapedForXML(name))</th><td class=\"bar\"><span></span></td>"
        + "<td class=\"number\">–</td><td></td></tr>\n"
    }
    let markup = """
      <noscript><p>Drawing needs scripting, which is off; the rest of this page does not.</p>\
      </noscript>
      \(model.markup)
      <div id="draw-pad" hidden>
      <div>
      <div class="pad">
      <canvas id="draw-canvas" width="280" height="280" tabindex="0" role="application" \
      aria-label="A black field to draw on" aria-describedby="draw-help"></canvas>
      <canvas id="draw-overlay" width="280" height="280" aria-hidden="true"></canvas>
      </div>
      <div class="tools">
      <button type="button" id="draw-undo">Undo</button>
      <button type="button" id="draw-clear">Clear</button>
      <label><input type="checkbox" id="draw-contributions" checked> Show contributions</label>
      </div>
      <p id="draw-help" class="note">Draw with a mouse, a pen or a finger. By keyboard, with the \
      field in focus: <kbd>arrows</kbd> move the pen, <kbd>space</kbd> lowers and lifts it, \
      <kbd>Backspace</kbd> or <kbd>Ctrl Z</kbd> undoes, <kbd>Delete</kbd> clears.</p>
      </div>
      <div>
      <p id="draw-result" role="status" aria-live="polite"></p>
      <div id="draw-probabilities"><table>
      <caption>Probability of each class</caption>
      <thead><tr><th scope="col">class</th><th scope="col">as a bar</th>\
      <th scope="col" class="number">probability</th><th scope="col">note</th></tr></thead>
      <tbody>
      \(rows.joined())</tbody></table></div>
      <p id="draw-sum"></p>
      <p class="note">Blue squares marked + count for the most likely class, red ones marked − \
      count against it: the weight times the pixel.</p>
      <div class="seen"><canvas id="draw-seen" width="28" height="28" role="img" \
      aria-label="The drawing as the model sees it"></canvas>
      <p class="note">What the model sees: the drawing scaled to 20 × 20 pixels, with its centre of \
      mass at the centre of 28 × 28, like the digits of MNIST.</p></div>
      </div>
      </div>

      """
    return PageSection(id: "draw", title: "Draw a digit", markup: markup)
  }
}

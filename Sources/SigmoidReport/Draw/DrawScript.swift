/// The script of a page on which a digit can be drawn: no library, nothing from a network. It is
/// the only script that the page's policy lets run.
enum DrawScript {
  /// The recipe and the model are there for the console, too, as `sigmoid`.
  static let text = """
    "use strict";
    (() => {
    \(recipe)
    \(model)
    \(pad)
    window.sigmoid = Object.freeze({ recipe, probabilities: model.probabilities });
    })();
    """
}

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

  /// `recipe(pixels, width, height)`: Datasets' `DigitRecipe` with its `Ink` and `Resampling`, to
  /// the same bytes. What is `Float` there is rounded by `Math.fround` here after each operation;
  /// for one operation on two floats, that is what arithmetic in float gives.
  ///
  /// It returns null when there is no ink, else the 784 bytes, and the box around the ink with
  /// where that lies in them: `{pixels, box, field}`, the last two with left, top, width, height.
  private static let recipe = embeddedText(PackageResources.draw_recipe_js)

  /// The model that `DrawModel` wrote into the page: `model.probabilities(pixels)` of the bytes of
  /// an image, one a class, and `model.contributions(pixels, position)`, what each pixel adds to
  /// the score of the class at a position, with the intercept. In double throughout.
  private static let model = embeddedText(PackageResources.draw_model_js)

  /// The canvas, its buttons and keys, and what is shown of the drawing.
  private static let pad = embeddedText(PackageResources.draw_pad_js)
}

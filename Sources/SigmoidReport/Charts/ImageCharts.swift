import SigmoidExamples
import SigmoidFormats
import SigmoidMetrics
import SigmoidModel

/// The pictures of a model's weights and of examples.
package enum ImageCharts {
  /// Rows and columns of an example that is an image: as the model says, or a square of 8 × 8 and
  /// more where nothing else is known; nil of a model whose features are not pixels.
  package static func imageShape(of model: LogisticModel) -> (rows: Int, columns: Int)? {
    if let shape = model.inputs.shape {
      let lengths = shape.filter { $0 != 1 }
      return lengths.count == 2 ? (lengths[0], lengths[1]) : nil
    }
    guard model.inputs.featureNames == nil else { return nil }
    let side = Int(Double(model.features).squareRoot().rounded())
    return side >= 8 && side * side == model.features ? (side, side) : nil
  }

  /// The weights of some columns as images, or of one column as bars of the strongest.
  /// - Parameter columns: of the model's weights, at least one; nil for all.
  /// - Throws: `NothingToDraw` for too many pixels, or for bars of several columns.
  package static func weights(
    of model: LogisticModel, columns: [Int]? = nil
  ) throws(NothingToDraw) -> any Chart {
    let chosen = columns ?? Array(0..<model.columns)
    guard let shape = imageShape(of: model) else {
      guard chosen.count == 1 else {
        throw NothingToDraw(
          expected: "one class whose weights to draw as bars", found: "\(chosen.count) classes")
      }
      return bars(of: model, column: chosen[0])
    }
    guard chosen.count * model.features <= PixelPicture.mostPixels else {
      throw NothingToDraw(
        expected: "at most \(PixelPicture.mostPixels) weights to draw",
        found: "\(chosen.count) × \(model.features)")
    }
    let panels = chosen.map { column in
      PixelPicture.Panel(
        caption: [model.columnName(column)], rows: shape.rows, columns: shape.columns,
        values: Array(model.weights(ofColumn: column)))
    }
    let limit = panels.flatMap(\.values).map(\.magnitude).filter(\.isFinite).max() ?? 0
    let words = panels.map { panel in
      "\(panel.caption[0]) from \(NumberText.short(panel.values.min() ?? 0)) to "
        + "\(NumberText.short(panel.values.max() ?? 0))"
    }
    return PixelPicture(
      title: "Weights" + (chosen.count == 1 ? " for \(model.columnName(chosen[0]))" : ""),
      summary: "The weight of each pixel: blue counts for the class, red with a dash against it. "
        + words.joined(separator: "; ") + ".", panels: panels, scale: .diverging(limit: limit))
  }

  /// The twenty weights that are largest in size.
  package static func bars(of model: LogisticModel, column: Int) -> BarChart {
    let weights = Array(model.weights(ofColumn: column))
    let names = model.inputs.featureNames
    let strongest = weights.indices.sorted {
      (weights[$1].magnitude, $0) < (weights[$0].magnitude, $1)
    }.prefix(20)
    let bars = strongest.map {
      BarChart.Bar(name: names?[$0] ?? "feature \($0)", value: weights[$0])
    }
    return BarChart(
      title: "Strongest weights for \(model.columnName(column))",
      summary:
        "The \(bars.count) of \(weights.count) weights, each per unit of its feature, that are "
        + "largest in size: "
        + bars.map { "\($0.name) \(NumberText.short($0.value))" }.joined(separator: ", ") + ".",
      bars: bars)
  }

  /// Examples as images with what they are and what the model says.
  /// - Parameters:
  ///   - chosen: indices into `scored`.
  ///   - set: what `scored` was made of, whose examples have `model`'s shape.
  /// - Throws: `NothingToDraw` when an example is not an image, or there are too many.
  package static func samples(
    _ chosen: [Int], of scored: Predictions, from set: Examples, model: LogisticModel,
    title: String
  ) throws(NothingToDraw) -> PixelPicture {
    guard let shape = imageShape(of: model), shape.rows * shape.columns == set.featureCount else {
      throw NothingToDraw(
        expected: "examples that are images", found: "\(set.featureCount) features of a table")
    }
    guard chosen.count * set.featureCount <= PixelPicture.mostPixels else {
      throw NothingToDraw(
        expected: "at most \(PixelPicture.mostPixels) pixels to draw",
        found: "\(chosen.count) × \(set.featureCount)")
    }
    let values = chosen.map { set.values(of: scored.positions[$0]) }
    let panels = zip(chosen, values).map { example, values in
      PixelPicture.Panel(
        caption: scored.caption(example), rows: shape.rows, columns: shape.columns, values: values)
    }
    let limit = panels.flatMap(\.values).filter(\.isFinite).max() ?? 0
    let words = panels.map { $0.caption.joined(separator: ", ") }
    return PixelPicture(
      title: title,
      summary: panels.isEmpty ? "There are none." : words.joined(separator: "; ") + ".",
      panels: panels, scale: .rising(limit: limit))
  }
}

extension Predictions {
  /// What an example is, and what it was taken for with which probability.
  fileprivate func caption(_ example: Int) -> [String] {
    let said = predicted[example]
    let probability = probabilities[example * classNames.count + said]
    let share = NumberText.percent(probability, digits: 0)
    let lines = ["is \(classNames[actual[example]])", "said \(classNames[said])"]
    // Behind a long name it would be cut off.
    let isShort = classNames.allSatisfy { $0.count <= 6 }
    return isShort ? [lines[0], "\(lines[1]), \(share)"] : lines + [share]
  }
}

extension LogisticModel {
  func weights(ofColumn column: Int) -> ArraySlice<Double> {
    weights[column * features..<(column + 1) * features]
  }
}

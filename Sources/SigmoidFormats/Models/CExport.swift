import SigmoidLinear
import SigmoidModel
import SigmoidSystem

/// A header of C99 that stands alone: the names of the classes, and one function; of a model of a table a
/// second one, which takes a row, see `CRowExport`.
///
/// Scores and probabilities are computed in double.
enum CExport {
  /// - Parameter columns: of a table; nil for a function of features alone.
  /// - Throws: `FileError` for a class or level whose name holds a NUL, which ends a string of C.
  static func encode(
    _ model: RawInputModel, columns: [PortableColumn]? = nil, name: String
  ) throws(FileError) -> [UInt8] {
    if let label = model.labels.first(where: { $0.utf8.contains(0) }) {
      throw FileError(
        path: name, expected: "names of classes that are strings of C",
        found: "a NUL in \(stringLiteralOfC(label))", remedy: "rename the class")
    }
    let prefix = identifierOfC(name)
    let upper = prefix.uppercased()
    let rows = columns.map { CRowExport($0, prefix: prefix, features: model.features) }
    if let level = rows?.textWithNUL {
      throw FileError(
        path: name, expected: "levels that are strings of C",
        found: "a NUL in \(stringLiteralOfC(level))",
        remedy: "rename the level in the table and train again, or export the model with --raw")
    }
    let labels = model.labels.map { "  " + stringLiteralOfC($0) + ",\n" }.joined()
    let text = """
      /* Logistic regression of \(model.features) features and \(model.labels.count) classes,
       * exported by Sigmoid. C99; link with -lm. */
      #ifndef \(upper)_LOGISTIC_REGRESSION_H
      #define \(upper)_LOGISTIC_REGRESSION_H

      #include <math.h>
      \(rows == nil ? "" : "#include <string.h>\n")
      #define \(upper)_FEATURES \(model.features)
      #define \(upper)_CLASSES \(model.labels.count)

      /* The names of the classes, UTF-8, in the order of their probabilities. */
      static const char *const \(prefix)_labels[\(upper)_CLASSES] = {
      \(labels)};

      \(functions(of: model, prefix, upper, isTable: rows != nil))
      \(rows.map { $0.text + "\n" } ?? "")\
      #endif

      """
    return Array(text.utf8)
  }

  /// The functions of features.
  /// - Parameter isTable: whether there is one of doubles too: a row of a table may have days with a
  ///   time, which floats round.
  private static func functions(
    of model: RawInputModel, _ prefix: String, _ upper: String, isTable: Bool
  ) -> String {
    let comment =
      "/* Turns \(upper)_FEATURES raw inputs into \(upper)_CLASSES probabilities. */"
    let body = """
      \(scores(of: model))
      \(probabilities(by: model.link, columns: model.columns))
      }

      """
    let floats = "\(prefix)_predict(const float *features, float *probabilities) {"
    guard isTable else { return "\(comment)\nstatic inline void \(floats)\n\(body)" }
    let conversion =
      model.features == 0
      ? "  (void)features;\n"
      : "  int feature;\n  for (feature = 0; feature < \(model.features); feature++) "
        + "doubles[feature] = features[feature];\n"
    return """
      \(comment)
      static inline void \(prefix)_predict_features(const double *features, float *probabilities) {
      \(body)
      /* The same of floats. */
      static inline void \(floats)
        double doubles[\(max(model.features, 1))] = {0.0};
      \(conversion)\
        \(prefix)_predict_features(doubles, probabilities);
      }

      """
  }

  /// The statements that compute `scores`, one a column.
  private static func scores(of model: RawInputModel) -> String {
    let intercepts = arrayElements(model.intercepts, indent: "    ")
    // C has no empty arrays.
    guard model.features > 0 else {
      return """
          double scores[\(model.columns)] = {\(intercepts)
          };
          (void)features;
        """
    }
    let rows = (0..<model.columns).map {
      "\n    {" + arrayElements(model.weights(of: $0), indent: "      ") + "\n    },"
    }
    return """
        static const double weights[\(model.columns)][\(model.features)] = {\(rows.joined())
        };
        double scores[\(model.columns)] = {\(intercepts)
        };
        int column, feature;
        for (column = 0; column < \(model.columns); column++) {
          for (feature = 0; feature < \(model.features); feature++) {
            scores[column] += weights[column][feature] * (double)features[feature];
          }
        }
      """
  }

  /// The statements that turn `scores` into `probabilities`.
  private static func probabilities(by link: OutputTransform, columns: Int) -> String {
    if link == .logistic {
      return """
          probabilities[0] = (float)(1.0 / (1.0 + exp(scores[0])));
          probabilities[1] = (float)(1.0 / (1.0 + exp(-scores[0])));
        """
    }
    let logOfSigmoid = """
          /* log of sigmoid: one-versus-rest is the softmax of these. */
          scores[k] = fmin(scores[k], 0.0) - log1p(exp(-fabs(scores[k])));

      """
    return """
        double most, sum = 0.0;
        int k;
        for (k = 0; k < \(columns); k++) {
      \(link == .oneVersusRest ? logOfSigmoid : "")\
          if (k == 0 || scores[k] > most) most = scores[k];
        }
        for (k = 0; k < \(columns); k++) {
          scores[k] = scores[k] == most ? 1.0 : exp(scores[k] - most);
          sum += scores[k];
        }
        for (k = 0; k < \(columns); k++) probabilities[k] = (float)(scores[k] / sum);
      """
  }
}

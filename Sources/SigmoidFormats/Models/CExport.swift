import SigmoidLinear
import SigmoidModel
import SigmoidSystem

/// A header of C99 that stands alone: the names of the classes, and one function.
///
/// Scores and probabilities are computed in double.
enum CExport {
  /// - Throws: `FileError` for a class whose name holds a NUL, which ends a string of C.
  static func encode(_ model: RawInputModel, name: String) throws(FileError) -> [UInt8] {
    if let label = model.labels.first(where: { $0.utf8.contains(0) }) {
      throw FileError(
        path: name, expected: "names of classes that are strings of C",
        found: "a NUL in \(stringLiteralOfC(label))", remedy: "rename the class")
    }
    let prefix = identifierOfC(name)
    let upper = prefix.uppercased()
    let labels = model.labels.map { "  " + stringLiteralOfC($0) + ",\n" }.joined()
    let text = """
      /* Logistic regression of \(model.features) features and \(model.labels.count) classes,
       * exported by Sigmoid. C99; link with -lm. */
      #ifndef \(upper)_LOGISTIC_REGRESSION_H
      #define \(upper)_LOGISTIC_REGRESSION_H

      #include <math.h>

      #define \(upper)_FEATURES \(model.features)
      #define \(upper)_CLASSES \(model.labels.count)

      /* The names of the classes, UTF-8, in the order of their probabilities. */
      static const char *const \(prefix)_labels[\(upper)_CLASSES] = {
      \(labels)};

      /* Turns \(upper)_FEATURES raw inputs into \(upper)_CLASSES probabilities. */
      static inline void \(prefix)_predict(const float *features, float *probabilities) {
      \(scores(of: model))
      \(probabilities(by: model.link, columns: model.columns))
      }

      #endif

      """
    return Array(text.utf8)
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

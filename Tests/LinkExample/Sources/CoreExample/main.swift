import SigmoidCore

let rows = (0..<200).map { [Double($0 % 20), Double($0 % 7)] }
let labels = rows.map { $0[0] + $0[1] > 12 ? "high" : "low" }
let fit = try LogisticRegression(l2: 1e-2).fit(rows, labels: labels)
let predictions = try fit.model.predictions(of: rows)
let right = zip(predictions, labels).count { $0 == $1 }
guard right > 180 else { fatalError("expected above 180 of 200 right, found \(right)") }
print("trained with SigmoidCore: \(right) of 200 right, \(fit.summary.evaluations) evaluations")

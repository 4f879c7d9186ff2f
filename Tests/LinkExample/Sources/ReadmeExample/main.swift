import Sigmoid

let rows = [[5.1, 3.5, 1.4, 0.2], [7.0, 3.2, 4.7, 1.4], [6.3, 3.3, 6.0, 2.5]]
let species = ["setosa", "versicolor", "virginica"]
let names = ["sepal length", "sepal width", "petal length", "petal width"]
let fit = try LogisticRegression(l2: 1e-3).fit(rows, labels: species, featureNames: names)
let slope = fit.model.coefficients["virginica"]?["petal width"]
let probability = try fit.model.probabilities(of: [[6.5, 2.8, 4.6, 1.5]])[0]["versicolor"]
try fit.model.write(to: "iris.safetensors")

let table = try Examples(contentsOf: "iris.csv", label: "species")  // any format
let other = try LogisticRegression(solver: .lbfgs).fit(table)
let accuracy = try other.model.evaluate(table).accuracy

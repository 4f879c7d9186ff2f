import Datasets
import LogisticRegression

let mnist = try MNIST.load()  // training 784 × 60000 bytes, test 784 × 10000
let zero = BinaryTask(positive: [0])
let fit = try LogisticTrainer(solver: .gradientDescent(epochs: 100, learningRate: 0.1))
  .fit(mnist.training, zero)
print(fit.summary.termination, try fit.model.evaluate(mnist.test).accuracy)
try fit.model.write(to: "zero.safetensors")

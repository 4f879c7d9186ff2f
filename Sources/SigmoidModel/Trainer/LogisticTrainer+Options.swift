import SigmoidLinear

/// The options of a fit by their names: those of the regression and those of its run.
extension LogisticTrainer {
  package subscript<Value>(
    dynamicMember option: WritableKeyPath<LogisticRegression, Value>
  ) -> Value {
    get { regression[keyPath: option] }
    set { regression[keyPath: option] = newValue }
  }

  package subscript<Value>(dynamicMember option: WritableKeyPath<RunOptions, Value>) -> Value {
    get { run[keyPath: option] }
    set { run[keyPath: option] = newValue }
  }

  /// Those of this machine where the run does not say.
  package var threads: Int {
    get { run.threads ?? BLASThreads.available }
    set { run.threads = newValue }
  }
}

import SigmoidLinear

/// The options of a fit by their names.
extension LogisticTrainer {
  package var solver: Solver {
    get { regression.solver }
    set { regression.solver = newValue }
  }
  package var l2: Double {
    get { regression.l2 }
    set { regression.l2 = newValue }
  }
  package var tolerance: Double? {
    get { regression.tolerance }
    set { regression.tolerance = newValue }
  }
  package var gap: Double? {
    get { regression.gap }
    set { regression.gap = newValue }
  }
  package var fitsIntercept: Bool {
    get { regression.fitsIntercept }
    set { regression.fitsIntercept = newValue }
  }
  package var classWeights: ClassWeights {
    get { regression.classWeights }
    set { regression.classWeights = newValue }
  }
  package var standardizes: Bool {
    get { regression.standardizes }
    set { regression.standardizes = newValue }
  }
  package var engine: Engine {
    get { regression.engine }
    set { regression.engine = newValue }
  }
  package var seed: UInt64 {
    get { regression.seed }
    set { regression.seed = newValue }
  }
  package var threads: Int {
    get { run.threads ?? BLASThreads.available }
    set { run.threads = newValue }
  }
  package var start: LogisticModel? {
    get { run.start }
    set { run.start = newValue }
  }
  package var checkpoint: CheckpointPlan? {
    get { run.checkpoint }
    set { run.checkpoint = newValue }
  }
  package var resume: Checkpoint? {
    get { run.resume }
    set { run.resume = newValue }
  }
}

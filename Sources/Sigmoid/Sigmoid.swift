/// The whole library in one import: what `SigmoidCore` has, data and models in every format, MNIST, and
/// reports.
@_exported import SigmoidCore
@_exported import SigmoidDigits
@_exported import SigmoidFormats
@_exported import SigmoidReport

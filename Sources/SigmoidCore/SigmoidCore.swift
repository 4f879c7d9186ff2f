/// Training, prediction and the model's file, with no libraries but OpenBLAS and LAPACKE.
@_exported import SigmoidExamples
@_exported import SigmoidLinear
@_exported import SigmoidMetrics
@_exported import SigmoidModel
@_exported import SigmoidOptimization
@_exported import SigmoidSystem

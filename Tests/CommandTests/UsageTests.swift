import Foundation
import TestSupport
import Testing

/// Wrong usage: exit status 64, before any file is looked at.
struct UsageTests {
  @Test(arguments: [
    ["--learning-rate", "0"], ["--learning-rate", "-1"], ["--learning-rate=-1"],
    ["--learning-rate", "nan"], ["--learning-rate", "inf"], ["--learning-rate", "fast"],
    ["--epochs", "0"], ["--epochs", "-3"], ["--epochs", "1.5"], ["--threads", "0"],
    ["--threads", "-1"], ["--l2", "-1"], ["--l2", "nan"], ["--tolerance", "-1"],
    ["--tolerance", "nan"], ["--examples", "0"], ["--examples", "-5"], ["--seed", "-1"],
    ["--engine", "abacus"], ["--solver", "magic"], ["--no-such-option"], ["--positive", ""],
    ["--positive", "1,,2"], ["--positive", "1,1"],
    ["--positive", "1,2", "--versus", "2"], ["--data", "x", "--synthetic"],
    ["--model", "x", "--history", "x"], ["--holdout", "2"], ["--epochs"],
  ]) func wrongOptionOfTrain(_ options: [String]) throws {
    let name = try #require(options.first?.split(separator: "=").first)
    try CommandProcess.fail(
      ["train"] + options, code: 64, saying: [String(name), "See 'sigmoid train --help'"])
  }

  /// Not "missing value": a minus does not make an option of a number.
  @Test(arguments: [
    "--learning-rate", "--epochs", "--threads", "--l2", "--tolerance", "--examples", "--seed",
  ]) func negativeNumberIsNamed(option: String) throws {
    let outcome = try CommandProcess.fail(
      ["train", option, "-3"], code: 64, saying: [option, "-3"])
    #expect(!outcome.error.contains("Missing"))
  }

  @Test func messageNamesWhatMayBeChosen() throws {
    try CommandProcess.fail(
      ["train", "--engine", "abacus"], code: 64, saying: ["abacus", "'blas'", "'reference'"])
    try CommandProcess.fail(["train", "--solver", "magic"], code: 64, saying: ["magic", "gd"])
    try CommandProcess.fail(
      ["compare", "--engines", "blas,abacus"], code: 64, saying: ["abacus", "reference,blas"])
    try CommandProcess.fail(
      ["predict", "--model", "m", "i", "--format", "xml"], code: 64, saying: ["csv", "jsonl"])
    try CommandProcess.fail(
      ["train", "--positive", "1,2", "--versus", "3,2"], code: 64,
      saying: ["--positive and --versus", "found 2 in both", "; leave it in one"])
  }

  @Test(arguments: [
    ["evaluate"], ["predict"], ["predict", "--model", "m"], ["predict", "images"],
    ["data", "synthesize"], ["data", "synthesize", "x", "--examples", "0"], ["data", "nonsense"],
    ["nonsense"], ["compare", "--epochs", "0"], ["compare", "--threads", "0"],
    ["compare", "--engines", ""], ["compare", "--engines", "auto"],
    ["evaluate", "--model", "m", "--data", "x", "--synthetic"],
  ]) func wrongUsageOfOthers(_ arguments: [String]) throws {
    try CommandProcess.fail(arguments, code: 64, saying: ["--help'"])
  }
}

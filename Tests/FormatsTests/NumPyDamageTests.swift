@testable import SigmoidFormats
@testable import SigmoidSystem
import TestSupport
import Testing

/// Whatever a file holds, reading it gives an array or a `FileError`: never a crash, a hang, or an
/// error that says nothing.
@Suite struct NumPyDamageTests {
  private func readEverything(_ array: consuming NPYArray) {
    _ = try? array.labels()
    if let features = try? array.features() {
      #expect(features.features > 0 && features.examples > 0)
    }
  }

  private func expectComplete(_ error: any Error) {
    let error = error as? FileError
    #expect(error?.found.isEmpty == false && error?.remedy.isEmpty == false)
  }

  @Test func damagedArraysNeverCrash() {
    var mutate = Mutation(random: RandomValues())
    print(
      "NumPyDamageTests.damagedArraysNeverCrash: mutated inputs: 24000 of npy"
    )
    let originals = [
      NumPySample.npy("|u1", [2, 3], [1, 2, 3, 4, 5, 6]),
      NumPySample.npy(">i2", [2, 1, 2], fortran: true, [0, 1, 2, 3, 4, 5, 6, 7], version: 2),
      NumPySample.npy("<f4", [3], [UInt8](0..<12), version: 3),
      NumPySample.npy("<U2", [2], NumPySample.text(["ab", "c"], length: 2)),
      NumPySample.npy("|b1", [2, 2], fortran: true, [1, 0, 1, 0]),
      NumPySample.npy("<i8", [2, 1], [UInt8](0..<16)),
      NumPySample.npy(
        "{'descr':'|S2','fortran_order':False,'shape':(2,)}", [65, 0, 66, 66], padding: 0),
      NumPySample.npy("{'descr':[('a','<f4')],'fortran_order':False,'shape':(1,)}", [], padding: 0),
    ]
    var read = 0
    for round in 0..<24000 {
      do {
        try readEverything(NumPySample.array(mutate(originals[round % originals.count])))
        read += 1
      } catch {
        expectComplete(error)
      }
    }
    #expect(read > 100)
  }

  @Test func damagedArchivesNeverCrash() throws {
    var mutate = Mutation(random: RandomValues())
    print(
      "NumPyDamageTests.damagedArchivesNeverCrash: mutated inputs: 20000 of npz"
    )
    let x = NumPySample.npy(
      "{'descr':'|u1','fortran_order':False,'shape':(2,2)}", [1, 2, 3, 4], padding: 0)
    let y = NumPySample.npy(
      "{'descr':'|u1','fortran_order':False,'shape':(2,)}", [7, 9], padding: 0)
    var originals: [[UInt8]] = []
    for deflated in [false, true] {
      for isZip64 in [false, true] {
        let members = [
          HandMadeZip.Member(name: "x.npy", contents: x, deflated: deflated, isZip64: isZip64),
          HandMadeZip.Member(name: "y.npy", contents: y, hasDescriptor: true),
        ]
        try originals.append(HandMadeZip(members: members, hasZip64End: isZip64).bytes())
      }
    }
    var (opened, read) = (0, 0)
    for round in 0..<20000 {
      do {
        let file = try NumPySample.archive(mutate(originals[round % originals.count]))
        opened += 1
        _ = try? file.entries()
        for name in file.names {
          do {
            try readEverything(file.array(named: name))
            read += 1
          } catch {
            expectComplete(error)
          }
        }
      } catch {
        expectComplete(error)
      }
    }
    #expect(opened > 100 && read > 100)
  }
}

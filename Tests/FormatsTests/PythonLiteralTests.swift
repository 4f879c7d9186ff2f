import TestSupport
import Testing

@testable import SigmoidFormats

@Suite struct PythonLiteralTests {
  func value(_ text: String) throws -> PythonLiteral { try PythonLiteral(Array(text.utf8)) }

  @Test func valuesOfEachKind() throws {
    #expect(try value("None") == .none)
    #expect(try value(" True ") == .boolean(true))
    #expect(try value("False\n") == .boolean(false))
    #expect(try value("-12") == .integer(-12))
    #expect(try value("9223372036854775807") == .integer(.max))
    #expect(try value("70000L") == .integer(70000))
    #expect(try value(#"'<f4'"#) == .string("<f4"))
    #expect(try value(#""it's""#) == .string("it's"))
    #expect(try value(#"'it\'s \\ é'"#) == .string(#"it's \ é"#))
    #expect(try value("[1, [], 2,]") == .list([.integer(1), .list([]), .integer(2)]))
    #expect(try value("{}") == .dictionary([:]))
  }

  @Test func parenthesesMakeATupleByTheirComma() throws {
    #expect(try value("()") == .tuple([]))
    #expect(try value("(3)") == .integer(3))
    #expect(try value("(3,)") == .tuple([.integer(3)]))
    #expect(try value("( 3 ,4 )") == .tuple([.integer(3), .integer(4)]))
    #expect(try value("((3,4),)") == .tuple([.tuple([.integer(3), .integer(4)])]))
  }

  @Test func spacingDoesNotMatter() throws {
    let expected = PythonLiteral.dictionary([
      "descr": .string("<f4"), "fortran_order": .boolean(false),
      "shape": .tuple([.integer(2), .integer(3)]),
    ])
    #expect(try value("{'descr':'<f4','fortran_order':False,'shape':(2,3)}") == expected)
    #expect(
      try value("\n{ \"shape\" :\t( 2,\r\n3, ) , 'fortran_order' : False ,'descr' : '<f4' , } ")
        == expected)
  }

  @Test(arguments: [
    ("", 0), ("{", 1), ("{'a'", 4), ("{'a': }", 6), ("{'a': 1 'b': 2}", 8), ("{a: 1}", 1),
    ("{'a': 1, 'a': 2}", 9), ("{,}", 1), ("(,)", 1), ("(1 2)", 3), ("(1,,2)", 3), ("(1", 2),
    ("[1)", 2), ("'open", 5), (#"'\x41'"#, 2), (#"'\"#, 2), ("1 2", 2), ("-", 0), ("1.5", 1),
    ("9223372036854775808", 0), ("True False", 5), ("__import__('os')", 0), ("1 # two", 2),
  ])
  func malformedTextIsRefusedWhereItIs(_ text: String, _ offset: Int) throws {
    let error = #expect(throws: PythonLiteral.Malformed.self) { try value(text) }
    #expect(error?.offset == offset, "\(text): \(error?.expected ?? "")")
  }

  @Test func deepNestingDoesNotExhaustTheStack() throws {
    for open in ["(", "[", "{'a':"] {
      let deep = String(repeating: open, count: 100_000)
      let error = #expect(throws: PythonLiteral.Malformed.self) { try value(deep) }
      #expect(error?.expected == "values nested at most 32 deep")
    }
    let nested = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
    #expect(throws: Never.self) { try value(nested) }
  }
}

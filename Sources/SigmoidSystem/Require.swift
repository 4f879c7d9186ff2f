/// Stops the program with a text where what must hold does not, which is a mistake of the program, not of
/// its data. Optimised builds show the text too; of a `precondition` they leave it out.
@inlinable
package func require(
  _ condition: Bool, _ text: @autoclosure () -> String, file: StaticString = #fileID,
  line: UInt = #line
) {
  if !condition { fatalError(text(), file: file, line: line) }
}

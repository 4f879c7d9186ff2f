/// From which sizes on a fit is thrifty. Tests set others, to see small data fitted as large data are.
package struct Thrift: Sendable {
  /// So few elements, over all processes, are passed over in double from the beginning: it takes no time
  /// that anybody would notice.
  package var elementsInDouble = 1 << 20
  /// A Hessian of so few operations is made wherever it is of use.
  package var cheapHessian = 3e8

  package init() {}
}

/// The script of a page on which the rows of a chart can be put into another order: nothing from a network.
enum RowOrderScript {
  static let text = "\"use strict\";\n{\n\(code)\n}"

  private static let code = embeddedText(PackageResources.row_order_js)
}

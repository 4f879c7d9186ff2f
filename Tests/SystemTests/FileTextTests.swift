import TestSupport
import Testing

@testable import SigmoidSystem

@Suite struct FileTextTests {
  @Test func wordsOfEveryLanguageAreText() {
    for word in [
      "", "a", "naïve", "nai\u{308}ve", "Zürich", "日本語", "עִבְרִית", "ภาษาไทย", "e\u{301}\u{323}",
    ] {
      #expect(FileText.string(Array(word.utf8)) == word)
      let long = String(repeating: word, count: 100)
      #expect(FileText.string(Array(long.utf8)) == long)
    }
  }

  @Test func manyMarksOnALetterAreRefused() {
    let most = "a" + String(repeating: "\u{301}", count: FileText.mostMarks)
    #expect(FileText.hasFewMarks(most + "b" + most))
    #expect(!FileText.hasFewMarks(most + "\u{323}"))
    #expect(FileText.string(Array((most + "\u{301}").utf8)) == nil)
    #expect(FileText.string([0xFF]) == nil)
  }
}

"""A report page in a real browser: what it shows, what it computes, and what it must not do.

    report_browser.py PAGE.html CASES.json [PICTURES]
    report_browser.py --ready       whether a browser is there

CASES.json says what the page is to hold: `sections`, the ids; `shown`, texts that are to be read on
it; `images`, raw pixels of 28 × 28 in base64 with the command's `probabilities`; `drawings`, grey
images with what the recipe makes of them. With a folder PICTURES it leaves screenshots there."""

import base64
import json
import os
import sys
import urllib.parse

import webdriver

LIMIT = 1_500_000
RESULT = "return document.getElementById('draw-result').textContent"
FRAMES = """
    const done = arguments[arguments.length - 1];
    requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
"""
SHARES = """
    return Array.from(document.querySelectorAll('#draw-probabilities tbody tr'),
      row => parseFloat(row.cells[2].textContent) / 100);
"""
UNBASE64 = "const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));"


def check(condition, text):
    if not condition:
        sys.exit(f"failed: {text}")


def settle(browser):
    browser.call("POST", "/execute/async", {"script": FRAMES, "args": []})


def address(page):
    return "file://" + urllib.parse.quote(page)


def check_quiet(browser, page):
    """No message on the console, and no request but for the page itself."""
    messages = [entry["message"] for entry in browser.log("browser")]
    check(not messages, f"messages on the console: {messages}")
    for entry in browser.log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            check(url.startswith("data:") or url == address(page), f"a request for {url}")


def check_contents(browser, cases):
    found = browser.run("return Array.from(document.querySelectorAll('section'), s => s.id)")
    check(found == cases["sections"], f"expected the sections {cases['sections']}, found {found}")
    links = browser.run(
        "return Array.from(document.querySelectorAll('nav a'), a => a.getAttribute('href'))")
    check(links == ["#" + name for name in found], f"links {links}")
    twice = browser.run("""
        const ids = Array.from(document.querySelectorAll('[id]'), e => e.id);
        return ids.filter((id, n) => ids.indexOf(id) !== n);""")
    check(not twice, f"ids twice: {twice}")
    nameless = browser.run("""
        return Array.from(document.querySelectorAll('img:not([alt]), th:not([scope]), svg:not([aria-labelledby]),'
          + ' table:not(:has(caption))'), e => e.outerHTML.slice(0, 200));""")
    check(not nameless, f"without a name: {nameless}")
    broken = browser.run("""
        return Array.from(document.images, i => i.complete && i.naturalWidth > 0).filter(x => !x)
          .length;""")
    check(broken == 0, f"{broken} broken images")
    text = browser.run("return document.body.innerText")
    for shown in cases["shown"]:
        check(shown in text, f"the page does not show {shown!r}")
    scripts = browser.run("return document.scripts.length")
    expected = 1 if "draw" in found or "inference" in found else 0
    check(scripts == expected, f"{scripts} scripts")


def check_widths(browser):
    for width in [320, 390, 768, 1280, 2000]:
        browser.look(width)
        reach = browser.run("return document.documentElement.scrollWidth")
        check(reach <= width, f"{reach} pixels wide in a window of {width}")


def contrast_of(browser):
    """The least contrast of a text with its background (WCAG 2.2, relative luminance)."""
    return browser.run("""
        const numbers = text => text.match(/[\\d.]+/g).map(Number);
        const linear = v => v <= 0.04045 * 255 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
        const luminance = c => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
        let least = [99, ''];
        for (const element of document.querySelectorAll('main *, header *, nav *, footer *')) {
          if (element.closest('svg, button:disabled') || element.offsetParent === null) continue;
          const own = Array.from(element.childNodes).some(n => n.nodeType === 3 && n.data.trim());
          if (!own) continue;
          let back = element;
          while (back && numbers(getComputedStyle(back).backgroundColor)[3] === 0) {
            back = back.parentElement;
          }
          const a = luminance(numbers(getComputedStyle(element).color));
          const b = luminance(numbers(getComputedStyle(back ?? document.body).backgroundColor));
          const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (ratio < least[0]) least = [ratio, element.outerHTML.slice(0, 120)];
        }
        return least;""")


def check_probabilities(browser, cases):
    """The page's own code on images, against the command."""
    images, drawings = cases["images"], cases["drawings"]
    found = browser.run(
        UNBASE64 + "return arguments[0].map(i => sigmoid.probabilities(bytes(i.pixels)))", images)
    check([len(a) for a in found] == [len(i["probabilities"]) for i in images], "other classes")
    worst = max(
        abs(a - b)
        for image, shares in zip(images, found) for a, b in zip(shares, image["probabilities"])
    )
    check(worst < 1e-5, f"probabilities differ from the command's by {worst}")
    found = browser.run(
        UNBASE64 + """
        return arguments[0].map(drawing => {
          const image = sigmoid.recipe(bytes(drawing.pixels), drawing.width, drawing.height);
          return image && Array.from(image.pixels);
        });""", drawings)
    for number, (drawing, image) in enumerate(zip(drawings, found)):
        expected = drawing.get("expected")
        expected = list(base64.b64decode(expected)) if expected else None
        check(image == expected, f"the recipe gives other bytes for drawing {number}")
    return worst


def check_drawing(browser):
    def shown():
        settle(browser)
        return browser.run(RESULT), browser.run(SHARES)

    def has_ink():
        settle(browser)
        return browser.run("""
            const copy = document.createElement('canvas').getContext('2d');
            copy.drawImage(document.getElementById('draw-overlay'), 0, 0);
            return copy.getImageData(0, 0, 280, 280).data.some(v => v > 0);""")

    def is_enabled(name):
        return browser.run(f"return !document.getElementById('draw-{name}').disabled")

    empty = "Nothing is drawn yet."
    check(shown()[0] == empty, "the field is not empty at first")
    check(not is_enabled("undo") and not is_enabled("clear"), "buttons that do nothing")
    browser.stroke("#draw-canvas", [(0.5, 0.15), (0.49, 0.5), (0.48, 0.85)])
    one = shown()
    check(one[0].startswith("Most likely "), f"after a stroke: {one}")
    check(abs(sum(one[1]) - 1) < 0.006, f"shares that do not add up to one: {one[1]}")
    own = browser.run("""
        const data = document.getElementById('draw-canvas').getContext('2d')
          .getImageData(0, 0, 280, 280).data;
        const grey = Uint8Array.from({length: 280 * 280}, (_, n) => data[4 * n]);
        return sigmoid.probabilities(sigmoid.recipe(grey, 280, 280).pixels);""")
    check(all(abs(a - b) < 6e-4 for a, b in zip(own, one[1])), f"{own} shown as {one[1]}")
    check(has_ink(), "no contributions over the drawing")
    browser.click("#draw-contributions")
    check(not has_ink(), "contributions that were not asked for")
    browser.click("#draw-contributions")
    browser.stroke("#draw-canvas", [(0.2, 0.3), (0.8, 0.3), (0.7, 0.7)], kind="touch")
    two = shown()
    browser.stroke("#draw-canvas", [(0.3, 0.6)], kind="pen")
    check(two[1] != one[1] and shown()[1] != two[1], "a stroke by touch or pen changes nothing")
    browser.click("#draw-undo")
    check(shown() == two, "undo does not give back the drawing of two strokes")
    browser.click("#draw-undo")
    check(shown() == one, "undo does not give back the drawing of one stroke")
    browser.click("#draw-clear")
    check(shown()[0] == empty and not has_ink(), "clear leaves something")
    browser.click("#draw-undo")
    check(shown() == one, "undo does not give back what was cleared")
    browser.keys("#draw-canvas", "\ue017")
    check(shown()[0] == empty, "the key Delete does not clear")
    # Space, the arrow down eight times, space; then Ctrl Z.
    browser.keys("#draw-canvas", " " + "\ue015" * 8 + " ")
    check(shown()[0].startswith("Most likely "), "nothing is drawn by keys")
    browser.keys("#draw-canvas", "\ue009z\ue000")
    check(shown()[0] == empty, "Ctrl Z does not undo")
    browser.stroke("#draw-canvas", [(0.35, 0.2), (0.65, 0.22), (0.5, 0.5), (0.42, 0.85)])


ROWS = """
    const rows = Array.from(document.querySelectorAll('.rows')[0].querySelectorAll('g.row'));
    return rows.map(row => ({
      name: row.querySelector('text').textContent,
      top: Math.round(scrollY + row.querySelector('text').getBoundingClientRect().top),
      size: row.dataset.size === undefined ? -1 : Number(row.dataset.size)
    })).sort((a, b) => a.top - b.top);
"""


def check_row_order(browser):
    """The rows of the forest plot move to the order that is chosen, and back."""
    # At once: a click on its way would miss.
    browser.run("""document.querySelector('.rows').scrollIntoView({ behavior: 'instant' });""")
    before = browser.run(ROWS)
    check(len(before) > 1, f"{len(before)} rows of a forest plot")
    check(browser.run("return document.querySelector('fieldset.order').offsetHeight") > 0,
          "the choice of an order is hidden")
    browser.click(".rows input[value=size]")
    rows = browser.run(ROWS)
    sizes = [row["size"] for row in rows]
    check(sizes == sorted(sizes, reverse=True), f"by size: {rows}")
    check([row["top"] for row in rows] == [row["top"] for row in before], "rows at other places")
    check(sorted(row["name"] for row in rows) == sorted(row["name"] for row in before),
          "other rows by size")
    browser.click(".rows input[value=table]")
    check(browser.run(ROWS) == before, "the order of the table does not come back")


def check_texts(browser):
    """No text of a chart lies on another, or beyond its picture."""
    found = browser.run("""
        for (const part of document.querySelectorAll('#inference details')) part.open = true;
        const wrong = [];
        for (const chart of document.querySelectorAll('#inference svg')) {
          const own = chart.getBoundingClientRect();
          const boxes = Array.from(chart.querySelectorAll('text'),
            text => ({ text: text.textContent, box: text.getBoundingClientRect() }));
          for (const [n, one] of boxes.entries()) {
            const a = one.box;
            if (a.left < own.left - 1 || a.right > own.right + 1 || a.top < own.top - 1
              || a.bottom > own.bottom + 1) wrong.push([one.text, 'beyond its picture']);
            for (const other of boxes.slice(n + 1)) {
              const b = other.box;
              const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
              const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
              if (across > 1 && down > 0.35 * Math.min(a.height, b.height)) {
                wrong.push([one.text, other.text]);
              }
            }
          }
        }
        for (const part of document.querySelectorAll('#inference details')) part.open = false;
        return wrong;""")
    check(not found, f"texts over one another: {found[:10]}")


def check_policy(browser):
    """A script that slipped in would not run."""
    ran = browser.run("""
        const script = document.createElement('script');
        script.textContent = 'window.slipped = true';
        document.body.append(script);
        return window.slipped === true;""")
    check(not ran, "a foreign script runs")


def check_without_scripting(browser, page, cases):
    browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(address(page))
    root = browser.devtools("DOM.getDocument")["root"]["nodeId"]

    def height(selector):
        node = browser.devtools("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        check(node > 0, f"no {selector} without scripting")
        try:
            return browser.devtools("DOM.getBoxModel", nodeId=node)["model"]["height"]
        except RuntimeError:
            return 0

    for name in cases["sections"]:
        check(height(f"#{name}") > 40, f"the section {name} is not shown without scripting")
    if "draw" in cases["sections"]:
        check(height("#draw noscript p") > 0, "nothing says that drawing needs scripting")
        check(height("#draw-pad") == 0, "a field to draw on that cannot work")
    browser.devtools("Emulation.setScriptExecutionDisabled", value=False)


def take_pictures(browser, folder, name):
    os.makedirs(folder, exist_ok=True)
    for width in [1280, 390]:
        for scheme in ["light", "dark"]:
            browser.look(width, scheme)
            if browser.run("return document.getElementById('draw-pad') !== null"):
                settle(browser)
            browser.picture(os.path.join(folder, f"{name}-{width}-{scheme}.png"))


def main(page, cases_path=None, pictures=None):
    missing = webdriver.missing()
    if missing:
        sys.exit(f"needs Debian's packages {' and '.join(missing)}")
    if page == "--ready":
        return
    page = os.path.realpath(page)
    size = os.path.getsize(page)
    check(size < LIMIT, f"{size} bytes, {LIMIT} are allowed")
    with open(cases_path) as file:
        cases = json.load(file)
    with webdriver.Browser() as browser:
        browser.look(1280)
        browser.log("performance")
        browser.open(address(page))
        check_contents(browser, cases)
        worst = 0
        if "draw" in cases["sections"]:
            worst = check_probabilities(browser, cases)
            check_drawing(browser)
        if "inference" in cases["sections"] and cases.get("ordersRows", True):
            check_row_order(browser)
        if "inference" in cases["sections"]:
            check_texts(browser)
        for scheme in ["light", "dark"]:
            browser.look(1280, scheme)
            least = contrast_of(browser)
            check(least[0] >= 4.5, f"a contrast of {least} in {scheme}")
        check_widths(browser)
        if pictures:
            name = os.path.splitext(os.path.basename(page))[0]
            take_pictures(browser, pictures, name)
        check_quiet(browser, page)
        check_policy(browser)
        check_without_scripting(browser, page, cases)
    print(f"{os.path.basename(page)}: {size} bytes, {len(cases['images'])} images within {worst:.1e}, "
          f"{len(cases['drawings'])} drawings")


if __name__ == "__main__":
    main(*sys.argv[1:])

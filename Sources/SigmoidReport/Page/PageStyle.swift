/// The style of a page: light and dark by the reader's choice, from a telephone to a wide screen,
/// and on paper.
enum PageStyle {
  static let text = """
    \(colours)
    \(type)
    \(tables)
    \(figures)
    \(drawing)
    \(print)
    """

  private static let colours = """
    :root {
      color-scheme: light dark;
      --paper: #fbfaf7; --raised: #ffffff; --ink: #1d1f23; --muted: #5a5f68; --rule: #dddad2;
      --accent: #1b5fb4; --bar: #2f7fd0; --mark: #fff3d6; --faint: #6d737c;
      --below: #b2182b; --above: #1f5fae;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #15171a; --raised: #1d2024; --ink: #ece9e2; --muted: #a9adb5; --rule: #363a41;
        --accent: #8fbcff; --bar: #5a9be6; --mark: #3a3118; --faint: #8d949e;
        --below: #ff8a80; --above: #7db8ff;
      }
    }
    """

  private static let type = """
    * { box-sizing: border-box; }
    html { scroll-behavior: smooth; scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
    body {
      margin: 0 auto; padding: 0 clamp(1rem, 4vw, 3rem) 3rem; max-width: 76rem;
      background: var(--paper); color: var(--ink);
      font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
      font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
    }
    header { padding: clamp(2rem, 6vw, 4rem) 0 1rem; }
    h1 {
      margin: 0 0 .5rem; font-size: clamp(1.9rem, 5vw, 3rem); line-height: 1.1;
      font-weight: 680; letter-spacing: -.02em; text-wrap: balance;
    }
    h2 { margin: 0 0 1rem; font-size: 1.45rem; line-height: 1.2; letter-spacing: -.01em; }
    h3 { margin: 2rem 0 .75rem; font-size: 1.05rem; }
    p { max-width: 44rem; margin: 0 0 1rem; }
    .subtitle, .note, figcaption, caption { color: var(--muted); }
    .subtitle { margin: 0; }
    a { color: var(--accent); text-underline-offset: .2em; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
    main:focus { outline: none; }
    .skip { position: absolute; left: -100vw; padding: .5rem 1rem; background: var(--raised); }
    .skip:focus { left: 1rem; top: .5rem; z-index: 1; }
    nav ul {
      display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 1rem 0 0; padding: 1rem 0;
      list-style: none; border-block: 1px solid var(--rule);
    }
    nav a { display: inline-block; padding-block: .2rem; text-decoration: none; }
    nav a:hover { text-decoration: underline; }
    section { padding-top: 2.75rem; }
    footer { margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
    footer p { color: var(--muted); }
    """

  private static let tables = """
    .tiles { display: grid; gap: 1rem; margin: 0 0 1.5rem;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 10rem), 1fr)); }
    .tiles > div { padding: .9rem 1rem; background: var(--raised); border: 1px solid var(--rule);
      border-radius: .6rem; }
    .tiles dt { color: var(--muted); font-size: .9rem; }
    .tiles dd { margin: 0; }
    .tiles .value { font-size: 1.65rem; font-weight: 640; line-height: 1.3;
      letter-spacing: -.01em; }
    .tiles .interval { color: var(--muted); font-size: .9rem; }
    .facts { display: grid; gap: 0 2.5rem; margin: 0 0 1rem;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
    .facts > div { display: flex; gap: 1rem; padding: .4rem 0; border-bottom: 1px solid var(--rule); }
    .facts dt { flex: 0 0 9.5rem; color: var(--muted); }
    .facts dd { margin: 0; }
    .scroll { overflow-x: auto; max-width: 100%; margin: 0 0 1.5rem; }
    table { border-collapse: collapse; }
    caption { text-align: left; padding: 0 0 .5rem; font-size: .95rem; }
    th, td { padding: .35rem .8rem .35rem 0; text-align: left; border-bottom: 1px solid var(--rule);
      vertical-align: baseline; overflow-wrap: normal; }
    thead th { font-size: .85rem; font-weight: 600; color: var(--muted); vertical-align: bottom;
      max-width: 14rem; overflow-wrap: break-word; }
    tbody th { font-weight: 600; }
    .number { text-align: right; }
    td.number { white-space: nowrap; }
    .marked th, .marked td { background: var(--mark); font-weight: 640; }
    .marked th:first-child { box-shadow: inset 3px 0 var(--accent); padding-left: .6rem; }
    """

  private static let figures = """
    figure { margin: 0; min-width: 0; }
    figcaption { font-size: .9rem; line-height: 1.4; margin-top: .4rem; }
    .charts { display: grid; gap: 2rem; margin: 0 0 1.5rem;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); }
    .charts > figure { max-width: 44rem; }
    .charts svg { display: block; width: 100%; height: auto; }
    .pictures { display: grid; gap: 1.25rem 1rem; margin: 0 0 1.5rem;
      grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); }
    .pairs { display: grid; gap: 1.75rem; margin: 0 0 1.5rem;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }
    .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 .75rem; align-items: start; }
    .pair h3 { grid-column: 1 / -1; margin: 0 0 .4rem; }
    .pair svg { display: block; width: 100%; height: auto; }
    .pair .pixels { width: 93%; margin: 2% 3.5% 3%; }
    .pair figcaption { margin: 0 3.5%; }
    .scale { display: flex; gap: .75rem; align-items: center; color: var(--muted); font-size: .9rem; }
    .scale .colours { width: 10rem; height: .9rem; border: 1px solid var(--faint);
      background: linear-gradient(to right, var(--below), var(--paper), var(--above)); }
    .pixels { display: block; width: 100%; height: auto; image-rendering: pixelated;
      border-radius: .25rem; background: #000; }
    details { margin: 0 0 1.5rem; }
    summary { cursor: pointer; color: var(--accent); padding: .4rem 0; }
    """

  private static let drawing = """
    #draw-pad { display: grid; gap: 1.5rem 2.5rem; align-items: start;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); }
    #draw-pad[hidden] { display: none; }
    .pad { position: relative; width: min(100%, 24rem); aspect-ratio: 1; }
    .pad canvas { position: absolute; inset: 0; width: 100%; height: 100%; border-radius: .5rem; }
    #draw-canvas { background: #000; cursor: crosshair; touch-action: none; }
    #draw-overlay { pointer-events: none; }
    .tools { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: center;
      margin: .9rem 0; }
    button { font: inherit; padding: .45rem 1.1rem; color: var(--ink); background: var(--raised);
      border: 1px solid var(--muted); border-radius: .45rem; cursor: pointer; min-height: 2.75rem; }
    button:disabled { color: var(--muted); border-color: var(--rule); cursor: default; }
    input[type="checkbox"] { width: 1.15rem; height: 1.15rem; accent-color: var(--accent); }
    .tools label { display: inline-flex; gap: .5rem; align-items: center; min-height: 2.75rem; }
    #draw-result { font-size: 1.25rem; font-weight: 640; margin: 0 0 .75rem; min-height: 1.55em; }
    #draw-probabilities { width: 100%; }
    #draw-probabilities .bar { width: 55%; }
    #draw-probabilities tbody th { overflow-wrap: anywhere; }
    .bar > span { display: block; width: 0; height: .8rem; background: var(--bar);
      border-radius: 2px; }
    #draw-probabilities td:last-child { color: var(--muted); font-size: .85rem;
      min-width: 5rem; padding-right: 0; }
    .best th, .best .number { font-weight: 720; }
    #draw-sum { min-height: 3.1em; margin-top: .9rem; color: var(--muted); }
    .seen { display: flex; gap: 1rem; align-items: center; }
    .seen canvas { flex: 0 0 auto; width: 84px; height: 84px; image-rendering: pixelated;
      border-radius: .25rem; background: #000; }
    .seen p { margin: 0; }
    kbd { font: inherit; font-size: .9em; padding: 0 .3em; border: 1px solid var(--muted);
      border-radius: .25em; }
    """

  private static let print = """
    @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
    @media print {
      :root { --paper: #fff; --raised: #fff; --ink: #000; --muted: #444; --rule: #bbb;
        --accent: #000; --mark: #eee; }
      body { max-width: none; padding: 0; font-size: 10pt; }
      nav, .skip, #draw { display: none; }
      section { padding-top: 1.5rem; }
      figure, tr, .tiles > div, .pair { break-inside: avoid; }
      h2, h3, caption { break-after: avoid; }
      .scroll { overflow: visible; }
    }
    """
}

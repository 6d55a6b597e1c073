// How exported pages look, on light and dark screens and on paper.
// Neighbours: `HTMLPage` puts it into the page's head, `CodeHTML` names the classes of words.

enum HTMLStyle {
  static let text = """
    :root { color-scheme: light dark; scrollbar-width: thin; --paper: #ffffff; --text: #1f2328; --soft: #57606a; --line: #d8dee4; --cell: #f6f8fa; --link: #0b6bb0;
      --k: #a0278f; --n: #0a5c9e; --s: #1a7f37; --c: #6e7781; --f: #6f42c1; --bad: #b3261e; --good: #1a7f37; }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #14171c; --text: #e2e6eb; --soft: #9aa4af; --line: #363c45; --cell: #1d2128; --link: #6cb6ff;
        --k: #e29bd6; --n: #86c1f7; --s: #86d294; --c: #8b949e; --f: #c8a7f5; --bad: #ff9a91; --good: #86d294; }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--text); font: 17px/1.6 Charter, "Bitstream Charter", Georgia, serif; }
    main { max-width: 50rem; margin: 0 auto; padding: 2rem 1.2rem 5rem; }
    h1, h2, h3, h4 { line-height: 1.25; margin: 2em 0 0.6em; font-family: system-ui, "Helvetica Neue", Arial, sans-serif; }
    h1 { font-size: 1.9rem; margin-top: 0.6em; }
    h2 { font-size: 1.4rem; border-bottom: 1px solid var(--line); padding-bottom: 0.2em; }
    h3 { font-size: 1.15rem; }
    a { color: var(--link); }
    code, pre, samp { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.86em; }
    :not(pre) > code { background: var(--cell); border-radius: 4px; padding: 0.1em 0.3em; }
    samp { border-bottom: 1px dotted var(--soft); }
    pre { overflow-x: auto; padding: 0.8em 1em; border-radius: 6px; background: var(--cell); font-size: 0.84em; line-height: 1.5; }
    pre code { font-size: inherit; background: none; padding: 0; }
    pre.cell { border: 1px solid var(--line); margin-bottom: 0.5em; }
    .k { color: var(--k); font-weight: 600; } .n { color: var(--n); } .s { color: var(--s); }
    .c { color: var(--c); font-style: italic; } .f { color: var(--f); }
    .out { border-left: 3px solid var(--line); padding-left: 1em; margin: 0.4em 0 1.6em; }
    .out pre { background: none; padding: 0.2em 0; margin: 0.4em 0; }
    .out pre code[data-meta="{.error}"] { color: var(--bad); }
    .out p { margin: 0.5em 0; } .out p > em:only-child { color: var(--soft); font-size: 0.92em; }
    .prompt { font-weight: 600; margin: 1em 0 0.4em; } details { color: var(--soft); font-size: 0.94em; }
    img { max-width: 100%; height: auto; background: #ffffff; border-radius: 4px; }
    table { border-collapse: collapse; margin: 0.8em 0; font-size: 0.94em; display: block; overflow-x: auto; }
    td[style*="right"] { white-space: nowrap; }
    th, td { border-bottom: 1px solid var(--line); padding: 0.3em 0.8em; }
    th { border-bottom: 2px solid var(--soft); text-align: left; }
    blockquote { margin: 1em 0; padding: 0 1em; border-left: 3px solid var(--line); color: var(--soft); }
    math { font-family: "STIX Two Math", "Cambria Math", "Latin Modern Math", "Libertinus Math", "DejaVu Math TeX Gyre", math, serif; }
    math[display="block"] { margin: 1em 0; padding: 0.3em 0 0.6em; overflow-x: auto; overflow-y: hidden; }
    hr { border: 0; border-top: 1px solid var(--line); margin: 2em 0; }
    @media (max-width: 40rem) {
      body { font-size: 16px; } main { padding: 1rem 0.9rem 3rem; } .out { padding-left: 0.6em; }
      pre { padding: 0.6em 0.7em; font-size: 0.78em; } table { font-size: 0.86em; line-height: 1.4; } th, td { padding: 0.25em 0.45em; }
      td[style*="right"] { white-space: normal; }
    }
    @media print { main { max-width: none; padding: 0; } pre { white-space: pre-wrap; } }
    """
}

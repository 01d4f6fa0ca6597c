const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Escapes a text for use in HTML or in a quoted attribute. */
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (each) => ENTITIES[each] ?? each);

export const ICON_PATH = '/icon.svg';
export const STYLE_SHEET_PATH = '/style.css';
// The colors are those of the app's own style sheet, src/browser/styles/10-colors.css.
export const STYLE_SHEET = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; --accent: light-dark(#0f6a73, #72cdd6); }
body { margin: 0; min-height: 100vh; display: grid; place-items: start center; }
body { background: light-dark(#f5f7f8, #14181c); color: light-dark(#1d242c, #e4e8ec); }
main { box-sizing: border-box; width: min(24rem, 100% - 2rem); margin-block: max(1rem, 15vh) 1rem; padding: 2rem; border-radius: .75rem; }
main { background: light-dark(#fff, #1d2228); border: 1px solid light-dark(#d9dfe4, #353d46); }
.brand { display: flex; align-items: center; gap: .5rem; margin: 0 0 1.25rem; font-weight: 600; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; font-weight: 500; }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input, button { box-sizing: border-box; width: 100%; padding: .5rem .75rem; font: inherit; border-radius: .5rem; }
input, button { border: 1px solid #7d8793; }
input { background: light-dark(#fff, #1d2228); color: inherit; }
button { margin-top: .75rem; border-color: var(--accent); background: var(--accent); color: light-dark(#fff, #06282c); cursor: pointer; }
button:hover { filter: brightness(.9); }
button.quiet { border-color: transparent; background: none; color: inherit; }
.fault { color: light-dark(#b02a37, #ea868f); }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

/** Makes a whole page around a body. @param body trusted HTML: the caller escapes everything that comes from outside */
export const page = (title: string, body: string) => `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escapeHtml(title)} · FamiliarFaces</title>
  <link rel="icon" href="${ICON_PATH}" type="image/svg+xml">
  <link rel="stylesheet" href="${STYLE_SHEET_PATH}">
</head>
<body><main>
  <p class="brand"><img src="${ICON_PATH}" alt="" width="24" height="24"> FamiliarFaces</p>
  <h1>${escapeHtml(title)}</h1>
  ${body}
</main></body>
</html>
`;

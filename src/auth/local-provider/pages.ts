const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as it may stand in a page or in a quoted attribute. */
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (each) => ENTITIES[each] ?? each);

export const STYLE_SHEET_PATH = '/style.css';
export const STYLE_SHEET = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
body { background: light-dark(#f4f5f7, #16181c); color: light-dark(#1c1e21, #e8eaed); }
main { box-sizing: border-box; width: min(24rem, 100% - 2rem); padding: 2rem; border-radius: .75rem; }
main { background: light-dark(#fff, #22252a); box-shadow: 0 1px 4px #0003; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input, button { box-sizing: border-box; width: 100%; padding: .6rem .75rem; font: inherit; border-radius: .4rem; }
input, button { border: 1px solid light-dark(#8a8f98, #6b7078); }
button { margin-top: .75rem; border-color: #0b5ed7; background: #0b5ed7; color: #fff; cursor: pointer; }
button.quiet { border-color: transparent; background: none; color: inherit; }
.fault { color: light-dark(#b02a37, #ea868f); }
a { color: light-dark(#0a58ca, #6ea8fe); }
`;

/** A whole page around a body of trusted HTML: who writes the body escapes what is not his. */
export const page = (title: string, body: string) => `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escapeHtml(title)}</title>
  <link rel="stylesheet" href="${STYLE_SHEET_PATH}">
</head>
<body><main>
  <h1>${escapeHtml(title)}</h1>
  ${body}
</main></body>
</html>
`;

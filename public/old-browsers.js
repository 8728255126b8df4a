// For browsers older than docs/browsers.md names: says so where the page would be, which then does not start (src/main.tsx). ES5.
if (!('canParse' in URL))
  document.getElementById('root').textContent =
    'Modulode needs a newer browser: Chrome or Edge 120, Firefox 121, Safari 17, or a later version of one of them.';

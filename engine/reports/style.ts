import { html } from './html.ts';

/** Nothing on the page depends on it. */
export const STYLE = html`<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1f2328; }
h1 { font-size: 1.5rem; }
h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; border: 1px solid #d0d7de; }
th, td { border: 1px solid #d0d7de; padding: .4rem .6rem; text-align: left; vertical-align: top; }
tr.refusing td, tr.refusing th { background: #ffebe9; }
tr.tolerated td, tr.tolerated th { background: #fff8c5; }
li p { margin: .2rem 0; }
code { font-size: .85em; overflow-wrap: anywhere; }
</style>`;

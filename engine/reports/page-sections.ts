import { type Html, html, link } from './html.ts';
import type { PageApproval, PageGate, PageImage } from './page-content.ts';

/** @param before in front of headings, where there are several images */
export function describeReasons({ reasons, advice }: PageImage, before: string): Html {
  const items = reasons.map(
    ({
      gate,
      because,
      remedy,
    }) => html`<li><p>${gate === undefined ? [] : html`<strong>${gate}</strong>: `}${because}</p>
<p><em>To do:</em> ${remedy}</p></li>`,
  );
  return items.length === 0
    ? html``
    : html`<h2>${before}Why not, and what to do</h2>
<ol>
${items}
</ol>
${advice === '' ? [] : html`<p>${advice}</p>`}`;
}

export function describeGates(gates: readonly PageGate[], before: string): Html {
  if (gates.length === 0) return html`<h2>${before}Gates</h2><p>None.</p>`;
  const order: readonly Look[] = ['refusing', 'tolerated', 'pass'];
  const rows = order.flatMap((look) => gates.filter((gate) => lookOf(gate) === look));
  return html`<h2>${before}Gates</h2>
${table(['Gate', 'Outcome', 'What was found'], rows.map(describeGate))}`;
}

type Look = 'refusing' | 'tolerated' | 'pass';

function lookOf({ outcome, mode, forced }: PageGate): Look {
  if (outcome === 'pass') return 'pass';
  return forced !== undefined || mode === 'warn' ? 'tolerated' : 'refusing';
}

function describeGate(gate: PageGate): Html {
  const { kind, name, outcome, because, remedy, forced } = gate;
  const look = lookOf(gate);
  const how = forced === undefined ? 'only warns' : `forced by ${forced.by}: ${forced.reason}`;
  const shown = {
    refusing: html`<strong>${outcome.toUpperCase()}</strong>`,
    tolerated: html`<strong>${outcome}</strong>, ${how}`,
    pass: html`pass`,
  };
  return html`<tr class="${look}"><th scope="row" align="left">${kind}${name === undefined ? '' : ` (${name})`}</th>
<td>${shown[look]}</td><td>${because}${look === 'tolerated' ? ` ${remedy}` : ''}</td></tr>`;
}

export function describeMove(
  { candidate, from, destinations, requestedBy, change }: PageImage,
  before: string,
): Html {
  const { digest, source, platforms, build } = candidate;
  const { number, job, url, commit, branch, recordedBy, recordedAt } = build;
  const name = [number, job === undefined ? undefined : `of ${job}`].filter(Boolean).join(' ');
  const recorded =
    recordedAt === undefined
      ? 'no build record'
      : `recorded${recordedBy === undefined ? '' : ` by ${recordedBy}`} ${timeOf(new Date(recordedAt))}`;
  const facts: readonly (readonly [string, string | Html | undefined])[] = [
    ['Image', code(digest)],
    ['Taken from', source],
    ['Platforms', platforms.join(', ')],
    ['Build', html`${link(url, name)} ${recorded}`],
    ['Commit', commit],
    ['Branch', branch],
    ['Comes from', `${from.environment}: ${from.repository}`],
    ['Asked for by', requestedBy],
    ['Change', change],
  ];
  const rows = destinations.flatMap(({ repository, tags }) =>
    tags.map(
      ({ name: tag, now }) =>
        html`<tr><td>${repository}</td><th scope="row" align="left">${tag}</th><td>${replaced(digest, now)}</td></tr>`,
    ),
  );
  return html`<h2>${before}What goes where</h2>
${table(
  [],
  facts.flatMap(([name, value]) =>
    value === undefined || value === ''
      ? []
      : [html`<tr><th scope="row" align="left">${name}</th><td>${value}</td></tr>`],
  ),
)}
<p>Tags it gets there, and what they leave:</p>
${table(['Repository', 'Tag', 'Replaces'], rows)}`;
}

function replaced(digest: string, now: string | undefined): Html {
  if (now === undefined) return html`nothing, it is new`;
  return now === digest ? html`nothing, it is there already` : code(now);
}

export function describeApprovals(
  { approval }: PageImage,
  approvals: readonly PageApproval[],
): Html {
  if (approval === undefined) return html``;
  const { submitters, atLeast, excluded } = approval;
  const said = approvals.map(
    ({ by, comment }) =>
      html`<li>Approved by <strong>${by}</strong>${comment === undefined ? [] : html`: ${comment}`}</li>`,
  );
  const wanted = `${atLeast} of ${submitters.join(', ')}`;
  return html`<h2>Approvals</h2>
<p>Wanted: ${wanted}${excluded.length === 0 ? [] : html`, but not ${excluded.map(({ who, why }) => `${who} (${why})`).join(', ')}`}. ${approvals.length === 0 ? 'Nobody has answered so far.' : []}</p>
${
  said.length === 0
    ? []
    : html`<ul>
${said}
</ul>`
}`;
}

export function describeHosts({ hosts = [] }: PageImage, before: string): Html {
  if (hosts.length === 0) return html``;
  const rows = hosts.map(
    ({ target, state, message = '' }) =>
      html`<tr><th scope="row" align="left">${target}</th><td>${state}</td><td>${message}</td></tr>`,
  );
  return html`<h2>${before}Hosts</h2>
${table(['Target', 'State', 'What it says'], rows)}`;
}

export function describeNotes({ notes }: PageImage, before: string): Html {
  return notes.length === 0
    ? html``
    : html`<h2>${before}Notes</h2>
<ul>
${notes.map((note) => html`<li>${note}</li>`)}
</ul>`;
}

/** With borders that are no style, since style may be blocked. */
function table(heads: readonly string[], rows: readonly Html[]): Html {
  return html`<table border="1" cellpadding="5" cellspacing="0">
${heads.length === 0 ? [] : html`<thead><tr>${heads.map((head) => html`<th scope="col" align="left">${head}</th>`)}</tr></thead>`}
<tbody>
${rows}
</tbody>
</table>`;
}

export function code(text: string): Html {
  return html`<code>${text}</code>`;
}

export function timeOf(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

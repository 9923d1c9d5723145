import { escapeMarkup } from './escape-markup.ts';

/** HTML that was written with {@link html}; anything else is text, and is escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Html | undefined | readonly Value[];

/** A template of HTML whose values cannot add elements or attributes: they are escaped, lists are joined. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(
    strings.map((string, i) => (i === 0 ? '' : textOf(values[i - 1])) + string).join(''),
  );
}

function textOf(value: Value): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escapeMarkup(String(value));
  return value.map(textOf).join('\n');
}

/** A link where the address is one of the web; else only its text. */
export function link(address: string | undefined, text: string): Html {
  return address !== undefined && /^https?:\/\//i.test(address)
    ? html`<a href="${address}">${text}</a>`
    : html`${text}`;
}

/** Replaces secrets in text that leaves the program; knows their raw and encoded forms. */
export interface SecretMask {
  /** Every form of `secret` is masked from now on; an empty one is ignored. */
  add(secret: string): void;
  mask(text: string): string;
}

const MASK = '****';

/** A mask that knows no secret yet. */
export function createSecretMask(): SecretMask {
  const forms = new Set<string>();
  let longestFirst: readonly string[] = [];

  return {
    add(secret) {
      if (secret === '') return;
      for (const form of formsOf(secret)) forms.add(form);
      longestFirst = [...forms].sort((a, b) => b.length - a.length);
    },
    mask(text) {
      return longestFirst.reduce((masked, form) => masked.replaceAll(form, MASK), text);
    },
  };
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    ...base64Inside(bytes),
  ].filter((form) => form !== '');
}

/** The base64 characters that stay the same when other bytes stand before and after, as in `user:secret`. */
function base64Inside(bytes: Buffer): readonly string[] {
  if (bytes.length < 6) return [];
  return [1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const end = encoded.length - ((shift + bytes.length) % 3 === 0 ? 0 : 4);
    return encoded.slice(4, end);
  });
}

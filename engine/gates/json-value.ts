const MOST_PARTS = 200_000;

/** Puts one JSON value together from its parts. */
export interface JsonBuilder {
  open(isArray: boolean): void;
  name(key: string): void;
  add(value: unknown): void;
  close(): void;
  value(): unknown;
}

/** As with `JSON.parse`, `__proto__` is a name like any other. */
export function startValue(): JsonBuilder {
  const open: { readonly container: unknown[] | Record<string, unknown>; key: string }[] = [];
  let whole: unknown;
  let parts = 0;

  function put(value: unknown): void {
    parts += 1;
    if (parts > MOST_PARTS) throw new Error('a value in it has too many parts');
    const around = open.at(-1);
    if (around === undefined) whole = value;
    else if (Array.isArray(around.container)) around.container.push(value);
    else if (around.key !== '__proto__') around.container[around.key] = value;
    else
      Object.defineProperty(around.container, around.key, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }

  return {
    open(isArray) {
      const container = isArray ? [] : {};
      put(container);
      open.push({ container, key: '' });
    },
    name(key) {
      const around = open.at(-1);
      if (around !== undefined) around.key = key;
    },
    add: put,
    close: () => void open.pop(),
    value: () => whole,
  };
}

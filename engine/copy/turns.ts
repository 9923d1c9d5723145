/** Runs so many tasks at a time, the others in the order in which they came. */
export interface Turns {
  run<T>(task: () => Promise<T>): Promise<T>;
}

export function createTurns(most: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;

  return {
    async run(task) {
      if (running >= most) await new Promise<void>((admit) => waiting.push(admit));
      else running += 1;
      try {
        return await task();
      } finally {
        const admit = waiting.shift();
        if (admit === undefined) running -= 1;
        else admit();
      }
    },
  };
}

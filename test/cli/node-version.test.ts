import { describe, expect, it } from 'vitest';
import { requireNode } from '../../engine/cli/node-version.ts';

describe('the Node that runs the engine', () => {
  it.each(['20.18.1', '20.19.0', '21.0.0', '24.21.0'])('may be %s', (version) => {
    expect(() => requireNode(version)).not.toThrow();
  });

  it.each(['20.18.0', '20.9.5', '18.20.4'])('may not be %s', (version) => {
    expect(() => requireNode(version)).toThrow(
      `promote-image needs Node 20.18.1 or newer, and this is Node ${version}.`,
    );
  });
});

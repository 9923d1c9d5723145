import { describe, expect, it } from 'vitest';
import { nexusLandscape, workspaceIn } from '../commands/landscape.ts';
import { buildInQa, succeed } from '../commands/steps.ts';
import { buildImage } from '../support/images/build-image.ts';

describe('an answer', () => {
  it.each([{}, { output: 'json' }])(
    'is kept as a document and as a text, whichever the log shows, %j',
    async (options) => {
      const landscape = await nexusLandscape();
      const workspace = await workspaceIn(landscape);
      await buildInQa(landscape, workspace, buildImage());

      const { log, file } = await succeed(workspace, 'status', 'status', { options });

      const text = await file('answer.txt');
      const document = await file('answer.json');
      expect(log.trim()).toBe('output' in options ? document : text);
      expect(text).toMatch(/^shop\/checkout\n {2}env {2}build/);
      expect(JSON.parse(document ?? '')).toMatchObject({ version: 1 });
    },
  );
});
